"""The numbers of an account, day by day.

https://developers.facebook.com/docs/instagram-platform/api-reference/instagram-user/insights
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from accounts.calls.authorized import Call
from accounts.profiles import USER_INFO
from accounts.store import OAuthAccount
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.instagram.media import AccountInsightsSampled
from instagram.access import InstagramCalls
from instagram.comments.observing import hold
from instagram.watching.asking import Numbers, ask_for
from platforms.errors import Rejected
from platforms.instagram.insights import ACCOUNT_TOTALS, FOLLOWER_COUNT

FOLLOWERS = "followers_count"
FEWEST_FOLLOWERS = 100
DAY = timedelta(days=1)
# Numbers may come two days late, so that each day is asked for three times.
DAYS = 3


class AccountInsights:
    """The calls for a day first, then one transaction for what they tell."""

    def __init__(self, pool: Pool, outbox: Outbox, calls: InstagramCalls) -> None:
        self._pool, self._outbox, self._calls = pool, outbox, calls

    async def sample(self, account: OAuthAccount) -> None:
        """Ask for the last days' numbers, and tell those that are news.

        Raises what `InstagramCalls.make` raises.
        """
        now = datetime.now(UTC)
        followers = await self._followers(account)
        for day in days_before(now.date()):
            numbers = await self._numbers(account, day, followers)
            if day == now.date() - DAY:  # how many follow it is told for now alone
                numbers = {**numbers, FOLLOWERS: followers}
            async with self._pool.connection() as connection:
                await hold(connection, account)
                await self._keep(connection, account, day, numbers, now)

    async def _followers(self, account: OAuthAccount) -> int:
        call = Call(account.account_id, USER_INFO)
        return (await self._calls.make(call, lambda calls: calls.profile())).followers_count

    async def _numbers(self, account: OAuthAccount, day: date, followers: int) -> Numbers:
        begin = datetime.combine(day, time(), UTC)
        call = Call(account.account_id, "insights")

        async def totals(names: Sequence[str]) -> Numbers:
            return await self._calls.make(
                call, lambda calls: calls.account_totals(names, begin, begin + DAY)
            )

        numbers = (await ask_for(ACCOUNT_TOTALS, totals)).numbers
        if followers < FEWEST_FOLLOWERS:
            return numbers
        try:
            return numbers | await self._calls.make(
                call, lambda calls: calls.account_series(FOLLOWER_COUNT, begin, begin + DAY)
            )
        except Rejected:  # an account that has lost followers, or an app without this metric
            return numbers

    async def _keep(
        self,
        connection: Connection,
        account: OAuthAccount,
        day: date,
        numbers: Numbers,
        at: datetime,
    ) -> None:
        """Tell a day's numbers where they have changed; without any there is nothing to tell."""
        name, days = day.isoformat(), await _days(connection, account.account_id)
        before = days.get(name, {})
        after = together(before, numbers)
        if not numbers or after == before:
            return
        kept = dict(sorted({**days, name: after}.items())[-2 * DAYS :])
        cursor = await connection.execute(
            "INSERT INTO account_insights AS kept (account_id, sequence, days)"
            " VALUES (%s, 1, %s) ON CONFLICT (account_id) DO UPDATE"
            " SET sequence = kept.sequence + 1, days = excluded.days RETURNING sequence",
            (account.account_id, Jsonb(kept)),
        )
        [sequence] = await cursor.fetchone() or (1,)
        event = AccountInsightsSampled(
            account_id=account.account_id,
            user_id=account.user_id,
            day=name,
            metrics=after,
            observed_at=at,
        )
        await self._outbox.append(connection, event, sequence)


def days_before(today: date) -> list[date]:
    """Give the last whole days, the oldest first."""
    return [today - back * DAY for back in range(DAYS, 0, -1)]


def together(before: Numbers, told: Numbers) -> Numbers:
    """Give a day's numbers after this was told: one that is not told any more stays."""
    news = {name: told[name] for name in told if told[name] is not None or name not in before}
    return {**before, **news}


async def _days(connection: Connection, account_id: UUID) -> dict[str, Numbers]:
    cursor = await connection.execute(
        "SELECT days FROM account_insights WHERE account_id = %s", (account_id,)
    )
    found = await cursor.fetchone()
    return dict(found[0]) if found else {}
