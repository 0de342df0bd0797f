"""Videos of gigabytes through Postlog: how fast beside curl, and what each process uses.

Each video is a sparse file that curl sends in one tus PATCH, as a browser does. In the next turn
curl sends one such file, in the same chunks, straight to the sandbox's upload host. The exit status
is 0 if every digest at the sandbox is the file's, and `tiktok-api` stayed below `--most-memory`.

By itself it starts everything of `deploy/local/stack.py` in a state of its own and deletes it;
`--stack-json` names the stack.json of one that runs natively. It wants curl.
"""

import argparse
import asyncio
import hashlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

# What the end-to-end tests know of browsers and of a running stack.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "faults"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))

from addresses import Addresses
from benchmarks.meter import Meter
from benchmarks.report import Figures, Report
from benchmarks.straight import CHUNK, Passage, curl, quoted, sparse, straight
from browser import sign_up
from connecting import connect
from journey import Account, Visit, new_creator, visit
from operate import NativeOperator
from posting import start_post
from running import NativeStack, start_native
from upload import Video, patch_headers

MIB = 1 << 20
BLOCK = bytes(CHUNK)
SERVICE = "tiktok-api"
METERED = (SERVICE, "gateway", "sandbox")
POSTLOG, CURL = "Postlog", "curl"


Way = Callable[[Visit, Account, Path], Awaitable[Passage]]


def digest_of_zeros(size: int) -> str:
    """Give the SHA-256 of a sparse file."""
    digest = hashlib.sha256()
    for first in range(0, size, CHUNK):
        digest.update(BLOCK[: min(CHUNK, size - first)])
    return digest.hexdigest()


async def through_postlog(visitor: Visit, account: Account, file: Path) -> Passage:
    """Create the post and send the file, in one PATCH."""
    browser, size = visitor.browser, file.stat().st_size
    started, target = await start_post(browser, account, Video("zeros", size), "SELF_ONLY")
    cookies = "; ".join(f"{name}={text}" for name, text in browser.cookies().items())
    headers = {"Cookie": cookies, "Expect": "", **browser.proof(), **patch_headers(0)}
    with tempfile.NamedTemporaryFile("w", suffix=".curl") as wish:
        wish.write(f'url = "{target.url}"\nrequest = "PATCH"\nupload-file = "{file}"\n')
        wish.write('write-out = "%{http_code}"\n' + quoted(headers))
        wish.flush()
        began = time.monotonic()
        status = await curl("--config", wish.name)
        ended = time.monotonic()
    if status != "204":
        raise SystemExit(f"the upload was answered {status}")
    known = await visitor.control.publish(started["publish_id"])
    return Passage(began, ended, known["sha256"])


@asynccontextmanager
async def accounts(addresses: Addresses, count: int) -> AsyncIterator[tuple[Visit, list[Account]]]:
    """Sign somebody up, and connect an account for each video."""
    async with visit(addresses) as visitor:
        await sign_up(visitor.browser)
        creators = [await new_creator(visitor.control) for _ in range(count)]
        yield visitor, [await connect(visitor, creator) for creator in creators]


@dataclass(frozen=True)
class Bench:
    """A running stack, the file that is sent, and its digest."""

    addresses: Addresses
    meters: Mapping[str, Meter]
    file: Path
    sha256: str

    def turn(self, way: Way, count: int) -> Figures:
        """Send the file so many times at once, each time for an account of its own."""
        return asyncio.run(self._turn(way, count))

    async def _turn(self, way: Way, count: int) -> Figures:
        async with accounts(self.addresses, count) as (visitor, found):
            self.meters[SERVICE].forget_peak()
            before = self._used()
            passages = await asyncio.gather(*(way(visitor, one, self.file) for one in found))
            used = self._used()
        if {one.sha256 for one in passages} != {self.sha256}:
            raise SystemExit("TikTok does not have what was sent")
        size = count * self.file.stat().st_size
        seconds = max(one.ended for one in passages) - min(one.began for one in passages)
        costs = {f"{name} s/GB": (used[name] - before[name]) / size * 1e9 for name in used}
        memory = self.meters[SERVICE].peak() / MIB
        return {"MB/s": size / seconds / 1e6, **costs, f"{SERVICE} MiB": memory}

    def _used(self) -> dict[str, float]:
        return {name: meter.cpu_seconds() for name, meter in self.meters.items()}


@contextmanager
def stack_of(options: argparse.Namespace) -> Iterator[NativeOperator]:
    """Take the stack that was named, or start one."""
    if options.stack_json:
        yield NativeOperator(NativeStack(options.stack_json))
    else:
        with start_native("upload-benchmark", "--fast") as stack:
            yield NativeOperator(stack)


def measure(options: argparse.Namespace, report: Report) -> float:
    """Let both take turns; gives the most memory that the service held."""
    size = int(options.gib * (1 << 30))
    with stack_of(options) as operator, tempfile.TemporaryDirectory() as place:
        meters = {name: Meter(operator.pid(name)) for name in METERED}
        file = sparse(Path(place, "video.mp4"), size)
        bench = Bench(operator.addresses, meters, file, digest_of_zeros(size))
        case = report.measure(
            f"{options.side_by_side} of {options.gib:g} GiB",
            options.rounds,
            {
                POSTLOG: lambda: bench.turn(through_postlog, options.side_by_side),
                CURL: lambda: bench.turn(straight, 1),
            },
        )
    return case.spread(POSTLOG, f"{SERVICE} MiB").highest


def main() -> int:
    """Read the command line, measure, print the table; gives the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stack-json", type=Path, help="of a running native stack")
    parser.add_argument("--gib", type=float, default=4, help="size of each video (default: 4)")
    parser.add_argument("--side-by-side", type=int, default=1, help="videos at once (default: 1)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each has a turn (3)")
    parser.add_argument("--most-memory", type=float, default=200, help="MiB (default: 200)")
    parser.add_argument("--json", type=Path, help="where every round's figures are written")
    options = parser.parse_args()
    report = Report("videos to TikTok", CURL, "MB/s")
    held = measure(options, report)
    print(report.table())
    if options.json:
        report.write_json(options.json)
    return 0 if held <= options.most_memory else 1


if __name__ == "__main__":
    sys.exit(main())
