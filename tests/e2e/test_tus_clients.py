"""Clients of tus that others have made, each with pieces of its own."""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from connecting import connect_new
from journey import Visit
from posting import begin, wish_to_send
from postlog_stack import jvm, tools
from postlog_stack.layout import cache
from told import Stranger
from upload import Video
from waiting import require

pytestmark = pytest.mark.asyncio(loop_scope="session")
HERE = Path(__file__).parent / "tus_clients"
MIB = 1024 * 1024
SIZES = (1 * MIB, 5 * MIB, 8 * MIB, 10 * MIB, 64 * MIB)
VIDEO = Video("tus clients", 25_000_003)
Command = Callable[[Path], tuple[str, ...]]


def tuspy(_scratch: Path) -> tuple[str, ...]:
    """https://github.com/tus/tus-py-client"""
    return (sys.executable, str(HERE / "send.py"))


def tus_js_client(_scratch: Path) -> tuple[str, ...]:
    """https://github.com/tus/tus-js-client"""
    return ("node", str(HERE / "send.mjs"))


def tus_java_client(scratch: Path) -> tuple[str, ...]:
    """https://github.com/tus/tus-java-client, which sends a POST that stands for a PATCH."""
    libs = jvm.fetched(HERE / "pom.xml", cache() / "tus-java-client-0.5.1")
    java = str(tools.java())
    class_path = ":".join(map(str, (scratch, *libs.glob("*.jar"))))
    compiler = (java, "-cp", class_path, "org.eclipse.jdt.internal.compiler.batch.Main", "-17")
    jvm.run_program(*compiler, "-cp", class_path, "-d", str(scratch), str(HERE / "Send.java"))
    return (java, "-cp", class_path, "Send")


@pytest.mark.parametrize("client", [tuspy, tus_js_client, tus_java_client])
async def test_another_client_sends_a_video_in_pieces_of_any_size(
    client: Command, stranger: Stranger, tmp_path: Path
) -> None:
    visitor = stranger.visitor
    account = await connect_new(visitor)
    wish = wish_to_send(account, VIDEO)
    posts = [await begin(visitor.browser, wish) for _ in SIZES]
    film = tmp_path / "film.mp4"
    film.write_bytes(VIDEO.bytes(0, VIDEO.size))
    jobs = [
        str(one)
        for size, post in zip(SIZES, posts, strict=True)
        for one in (size, post["upload"]["url"])
    ]

    await run(visitor, await asyncio.to_thread(client, tmp_path), film, jobs)

    for post in posts:
        known = await visitor.control.publish(post["publish_id"])
        assert known["sha256"] == VIDEO.sha256
        assert known["chunk_sizes"] == [10_000_000, 15_000_003]


async def run(visitor: Visit, command: tuple[str, ...], film: Path, jobs: list[str]) -> None:
    """Let the client send the film as this visitor; it must end well, and soon."""
    browser = visitor.browser
    cookie = "; ".join(f"{name}={text}" for name, text in browser.cookies().items())
    with tempfile.TemporaryFile() as said:
        process = await asyncio.create_subprocess_exec(
            *command, str(film), cookie, browser.csrf, *jobs, stdout=said, stderr=said
        )
        try:
            async with asyncio.timeout(120):
                status = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        said.seek(0)
        require(status == 0, f"a client that ends well, not {said.read()[-2000:].decode()}")
