"""The peer of an upload: curl sends the same chunks straight to the sandbox's upload host."""

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp

# What the end-to-end tests know of browsers and of a running stack.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))

from control import Json
from journey import Account, Visit
from upload import Target

CHUNK = 10_000_000


@dataclass(frozen=True)
class Passage:
    """One video's way: from when to when, and the digest of what TikTok has."""

    began: float
    ended: float
    sha256: str


async def curl(*arguments: str) -> str:
    """Run curl; gives what it writes, and fails where it fails."""
    process = await asyncio.create_subprocess_exec(
        "curl", "--silent", "--show-error", *arguments, stdout=asyncio.subprocess.PIPE
    )
    written, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"curl ended with {process.returncode}")
    return written.decode()


def quoted(headers: dict[str, str]) -> str:
    """Write headers for curl's configuration, which no other process sees."""
    return "".join(f'header = "{name}: {text}"\n' for name, text in headers.items())


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
