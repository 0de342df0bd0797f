"""Many accounts whose tokens end within one minute, and several schedulers that all see them.

Sandbox users are connected through the real consent page, then time is let pass: the sandbox's
clock goes forward and the rows' times go back by as much. The programs do the rest. At the end:
how many calls each account took, how they were spread, and whether every new token was stored
before its old one ended. The exit status is 0 if all of that is as it should be.

By itself it starts everything of `deploy/local/stack.py` in a state of its own and deletes it;
`--stack` names the stack.json of one that runs natively. It needs the sandbox and minutes.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

# What the end-to-end tests know of browsers and of a running stack.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "faults"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))

from browser import open_browser, sign_up
from connecting import allow
from control import Control, Json, open_control
from operate import NativeOperator
from running import NativeStack, start_native
from waiting import until

TOKEN = "/v2/oauth/token/"
SLOT_SECONDS = 5
ROWS = """
SELECT platform_user_id, status, token_version, expires_at, lease_owner IS NULL
FROM tiktok.oauth_accounts WHERE platform_user_id = ANY(%s)
"""
PASS = """
UPDATE tiktok.oauth_accounts SET issued_at = issued_at - %(by)s, expires_at = expires_at - %(by)s
WHERE platform_user_id = ANY(%(ids)s)
"""


@dataclass(frozen=True)
class Row:
    """What the database says of an account."""

    open_id: str
    status: str
    version: int
    expires_at: datetime
    is_free: bool

    @property
    def is_renewed(self) -> bool:
        """Whether the second token is stored, and nobody is at work."""
        return (self.status, self.version, self.is_free) == ("CONNECTED", 2, True)


@dataclass(frozen=True)
class Bench:
    """A running stack, and the sandbox users of this run."""

    operator: NativeOperator
    control: Control
    users: list[Json]

    @property
    def ids(self) -> list[str]:
        """Who they are at TikTok."""
        return [user["open_id"] for user in self.users]

    async def rows(self) -> list[Row]:
        """Read the accounts of this run."""
        async with await self._database() as connection:
            cursor = await connection.execute(ROWS, (self.ids,))
            return [Row(*row) for row in await cursor.fetchall()]

    async def pass_time(self, by: timedelta) -> None:
        """Let the tokens grow older by this much, on both sides."""
        await self.control._ask("PUT", "clock", json={"offset_seconds": by.total_seconds()})
        async with await self._database() as connection:
            await connection.execute(PASS, {"by": by, "ids": self.ids})

    async def _database(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(self.operator.addresses.postgres)


@contextmanager
def stack_of(options: argparse.Namespace) -> Iterator[NativeOperator]:
    """Take the stack that was named, or start one."""
    with ExitStack() as exits:
        if options.stack:
            stack = NativeStack(options.stack)
        else:
            print("starting a stack ...", flush=True)
            stack = exits.enter_context(start_native("refresh-benchmark", "--fast"))
        operator = NativeOperator(stack)
        for _ in range(options.schedulers - 1):
            exits.enter_context(operator.replica("tiktok-scheduler"))
        yield operator


async def connect_all(bench: Bench, side_by_side: int) -> float:
    """Connect every user through the consent page, some at a time; gives the seconds it took."""
    waiting, began = iter(bench.users), time.monotonic()

    async def person() -> None:
        async with open_browser(bench.operator.addresses.gateway) as browser:
            await sign_up(browser)
            for user in waiting:
                await allow(browser, user["handle"])

    async with asyncio.TaskGroup() as group:
        for _ in range(side_by_side):
            group.create_task(person())

    async def all_connected() -> bool:
        rows = await bench.rows()
        return len(rows) == len(bench.users) and all(row.version == 1 for row in rows)

    await until("every account connected", all_connected, 120)
    return time.monotonic() - began


async def wait_until_renewed(bench: Bench, until_when: datetime) -> list[Row]:
    """Wait until every account has its second token, or for half a minute after the last end."""
    last = until_when + timedelta(seconds=30)
    while True:
        rows = await bench.rows()
        now = datetime.now(last.tzinfo)
        if now > last or all(row.is_renewed for row in rows):
            return rows
        renewed = sum(row.is_renewed for row in rows)
        print(f"\r{renewed} of {len(rows)} renewed", end="", file=sys.stderr, flush=True)
        await asyncio.sleep(1)


def histogram(moments: Sequence[float]) -> Iterator[str]:
    """Draw how many calls came in each slot of time since the first."""
    slots = Counter(int((moment - moments[0]) // SLOT_SECONDS) for moment in moments)
    for slot in range(max(slots) + 1):
        count, begins = slots[slot], slot * SLOT_SECONDS
        bar = "#" * round(60 * count / max(slots.values()))
        yield f"  {begins:4d} to {begins + SLOT_SECONDS:3d} s  {count:5d}  {bar}"


def told(before: Sequence[Row], after: Sequence[Row], calls: Sequence[Json]) -> bool:
    """Print what has happened; gives whether it is as it should be."""
    ends = {row.open_id: row.expires_at.timestamp() for row in before}
    per_account = Counter(call["fields"].get("open_id", "nobody") for call in calls)
    often = Counter(per_account.get(open_id, 0) for open_id in ends)
    late = [call for call in calls if call["time"] > ends.get(call["fields"].get("open_id"), 0)]
    stored = sum(row.is_renewed for row in after)
    moments = sorted(call["time"] for call in calls)
    print(f"\naccounts                  {len(ends)}")
    print(f"refresh calls             {len(calls)}, an account: {dict(sorted(often.items()))}")
    print(f"calls after a token's end {len(late)}")
    print(f"new tokens stored         {stored} of {len(after)}")
    if moments:
        seconds = moments[-1] - moments[0]
        print(
            f"first to last call        {seconds:.1f} s, {len(moments) / max(seconds, 1):.1f} a s"
        )
        print(*histogram(moments), sep="\n")
    return often == {1: len(ends)} and not late and stored == len(ends)


async def run(operator: NativeOperator, options: argparse.Namespace) -> bool:
    """Connect, let time pass, watch, tell."""
    async with open_control(operator.addresses.sandbox) as control:
        wish = {"count": options.accounts, "prefix": f"bench-{uuid4().hex[:8]}-"}
        users = (await control._ask("POST", "users", json=wish))["users"]
        bench = Bench(operator, control, users)
        took = await connect_all(bench, options.side_by_side)
        print(f"{len(users)} accounts connected in {took:.1f} s", flush=True)
        first = min(row.expires_at for row in await bench.rows())
        lead = timedelta(seconds=options.lead)
        await bench.pass_time(first - datetime.now(first.tzinfo) - lead)
        try:
            before = await bench.rows()
            ends = sorted(row.expires_at for row in before)
            spread = (ends[-1] - ends[0]).total_seconds()
            print(f"their tokens end within {spread:.0f} s, the first in {options.lead:.0f} s")
            after = await wait_until_renewed(bench, ends[-1])
            calls = await control.requests(path=TOKEN, grant_type="refresh_token")
            wanted = set(bench.ids)
            mine = [call for call in calls if call["fields"].get("open_id") in wanted]
        finally:
            await control._ask("PUT", "clock", json={"offset_seconds": 0})
        return told(before, after, mine)


def main() -> int:
    """Read the command line, and give the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=1000)
    parser.add_argument("--schedulers", type=int, default=3, help="how many run (default: 3)")
    parser.add_argument("--lead", type=float, default=60, help="seconds until the first token ends")
    parser.add_argument(
        "--side-by-side", type=int, default=8, help="browsers that connect accounts"
    )
    parser.add_argument("--stack", type=Path, help="stack.json of a running native stack")
    options = parser.parse_args()
    with stack_of(options) as operator:
        return 0 if asyncio.run(run(operator, options)) else 1


if __name__ == "__main__":
    sys.exit(main())
