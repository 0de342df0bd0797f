"""Videos of gigabytes through Postlog: what `tiktok api` holds in memory meanwhile, and how fast.

Each video is a sparse file that curl sends in one tus PATCH, as a browser does; then curl sends as
many bytes in the same chunks straight to the sandbox's upload host. The exit status is 0 if every
digest at the sandbox is the file's, and the service stayed below `--most-memory`.

It wants the stack.json of a stack that runs natively here, and curl.
"""

import argparse
import asyncio
import hashlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

# What the end-to-end tests know of browsers and of a running stack.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "faults"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))

from addresses import Addresses
from benchmarks.meter import Meter
from browser import sign_up
from connecting import connect
from control import Json
from journey import Account, Visit, new_creator, visit
from operate import NativeOperator
from posting import start_post
from running import NativeStack
from upload import Target, Video, patch_headers

MIB = 1 << 20
CHUNK = 10_000_000
BLOCK = bytes(CHUNK)
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Passage:
    """One video's way: how long it took, and whether TikTok has what was sent."""

    seconds: float
    is_whole: bool


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
        seconds = time.monotonic() - began
    known = await visitor.control.publish(started["publish_id"])
    return Passage(seconds, status == "204" and known["sha256"] == digest_of_zeros(size))


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
        seconds = time.monotonic() - began
    known = await visitor.control.publish(accepted["publish_id"])
    return Passage(seconds, known["sha256"] == digest_of_zeros(size))


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
class Result:
    """All videos of a run."""

    passages: list[Passage]
    direct: Passage
    seconds: float
    cpu_seconds: float
    idle: int
    peak: int


async def measure(addresses: Addresses, meter: Meter, file: Path, count: int) -> Result:
    """Send every video at once through Postlog, then one straight to the sandbox."""
    async with accounts(addresses, count) as (visitor, found):
        idle, used = meter.resident(), meter.cpu_seconds()
        meter.forget_peak()
        began = time.monotonic()
        sending = (through_postlog(visitor, account, file) for account in found)
        passages = await asyncio.gather(*sending)
        seconds = time.monotonic() - began
        peak, used = meter.peak(), meter.cpu_seconds() - used
        direct = await straight(visitor, found[-1], file)
    return Result(passages, direct, seconds, used, idle, peak)


def told(result: Result, size: int, most_memory: float) -> bool:
    """Print what was measured; gives whether it is as it should be."""
    total, is_whole = size * len(result.passages), all(one.is_whole for one in result.passages)
    used, direct = result.cpu_seconds, result.direct
    print(f"videos                {len(result.passages)} of {size:,} bytes")
    print(f"digests at TikTok     {'those of the files' if is_whole else 'NOT those of the files'}")
    print(
        f"memory of tiktok-api  {result.idle / MIB:.0f} MiB before, {result.peak / MIB:.0f} at most"
    )
    print(f"processor time of it  {used:.1f} s, {used / total * 1e9:.2f} s a GB")
    print(f"through Postlog       {result.seconds:.1f} s, {total / result.seconds / 1e6:.0f} MB/s")
    print(f"curl to the sandbox   {direct.seconds:.1f} s, {size / direct.seconds / 1e6:.0f} MB/s")
    return is_whole and direct.is_whole and result.peak <= most_memory * MIB


def run(options: argparse.Namespace) -> bool:
    """Make the file, measure, tell."""
    operator = NativeOperator(NativeStack(options.stack_json))
    meter, size = Meter(operator.pid("tiktok-api")), int(options.gib * (1 << 30))
    with tempfile.TemporaryDirectory() as place:
        file = sparse(Path(place, "video.mp4"), size)
        measuring = measure(operator.addresses, meter, file, options.side_by_side)
        return told(asyncio.run(measuring), size, options.most_memory)


def main() -> int:
    """Read the command line, and give the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stack-json", type=Path, required=True, help="of a running native stack")
    parser.add_argument("--gib", type=float, default=4, help="size of each video (default: 4)")
    parser.add_argument("--side-by-side", type=int, default=1, help="videos at once (default: 1)")
    parser.add_argument("--most-memory", type=float, default=200, help="MiB (default: 200)")
    return 0 if run(parser.parse_args()) else 1


if __name__ == "__main__":
    sys.exit(main())
