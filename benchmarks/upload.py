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

import aiohttp

# What the end-to-end tests know of browsers and of a running stack.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "faults"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))

from addresses import Addresses
from benchmarks.meter import Meter
from benchmarks.report import Figures, Report
from browser import sign_up
from connecting import connect
from control import Json
from journey import Account, Visit, new_creator, visit
from operate import NativeOperator
from posting import start_post
from running import NativeStack, start_native
from upload import Target, Video, patch_headers

MIB = 1 << 20
CHUNK = 10_000_000
BLOCK = bytes(CHUNK)
SERVICE = "tiktok-api"
METERED = (SERVICE, "gateway", "sandbox")
POSTLOG, CURL = "Postlog", "curl"


@dataclass(frozen=True)
class Passage:
    """One video's way: from when to when, and the digest of what TikTok has."""

    began: float
    ended: float
    sha256: str


Way = Callable[[Visit, Account, Path], Awaitable[Passage]]


async def curl(*arguments: str) -> str:
    """Run curl; gives what it writes, and fails where it fails."""
    process = await asyncio.create_subprocess_exec(
        "curl", "--silent", "--show-error", *arguments, stdout=asyncio.subprocess.PIPE
    )
    written, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"curl ended with {process.returncode}")
    return written.decode()


def digest_of_zeros(size: int) -> str:
    """Give the SHA-256 of a sparse file."""
    digest = hashlib.sha256()
    for first in range(0, size, CHUNK):
        digest.update(BLOCK[: min(CHUNK, size - first)])
    return digest.hexdigest()


def quoted(headers: dict[str, str]) -> str:
    """Write headers for curl's configuration, which no other process sees."""
    return "".join(f'header = "{name}: {text}"\n' for name, text in headers.items())


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


async def straight(visitor: Visit, account: Account, file: Path) -> Passage:
    """Send the file to the sandbox's upload host, each chunk with a PUT of one connection."""
    size = file.stat().st_size
    plan = Target("", size, 1) if size < 2 * CHUNK else Target("", CHUNK, size // CHUNK)
    accepted = await init_at_tiktok(visitor, account, size, plan)
    with tempfile.TemporaryDirectory() as place:
        config = Path(place, "chunks.curl")
        config.write_text("next\n".join(puts(accepted["upload_url"], size, plan, Path(place))))
        began = time.monotonic()
        await curl("--config", str(config))
        ended = time.monotonic()
    known = await visitor.control.publish(accepted["publish_id"])
    return Passage(began, ended, known["sha256"])


async def init_at_tiktok(visitor: Visit, account: Account, size: int, plan: Target) -> Json:
    """Start a post at the sandbox itself, with the account's own token."""
    secrets = await visitor.control._ask("GET", "secrets")
    tokens = [one["value"] for one in secrets["secrets"] if one["kind"] == "access_token"]
    body = {
        "post_info": {"privacy_level": "SELF_ONLY", "title": "straight"},
        "source_info": {
            "source": "FILE_UPLOAD",
            "video_size": size,
            "chunk_size": plan.chunk_size,
            "total_chunk_count": plan.count,
        },
    }
    url = f"{visitor.addresses.sandbox}/v2/post/publish/video/init/"
    headers = {"Authorization": f"Bearer {tokens[-1]}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body, headers=headers) as answer,
    ):
        told = await answer.json()
        if answer.status != 200:
            raise SystemExit(f"the sandbox refused the init of {account.handle}: {told['error']}")
        return dict(told["data"])


def puts(url: str, size: int, plan: Target, place: Path) -> list[str]:
    """Write one PUT for each chunk; chunks of one size share a sparse file."""
    wishes = []
    for number in range(plan.count):
        first, length = plan.chunk(number, size)
        chunk = place / str(length)
        if not chunk.exists():
            sparse(chunk, length)
        headers = {
            "Content-Type": "video/mp4",
            "Content-Range": f"bytes {first}-{first + length - 1}/{size}",
            "Expect": "",
        }
        wishes.append(
            # As data: to an address that ends in a slash curl adds the name of an upload-file.
            f'url = "{url}"\nrequest = "PUT"\ndata-binary = "@{chunk}"\n'
            'output = "/dev/null"\nsilent\nfail\n' + quoted(headers)
        )
    return wishes


def sparse(path: Path, size: int) -> Path:
    """Make a file of zeros that takes no room."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


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
