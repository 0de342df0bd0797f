"""A media store of each kind: a folder, and a bucket of a real S3 server, a program of its own."""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from common.endpoints import add_endpoints
from common.postgres import Pool
from common.sessions import GATE
from common.web import edge
from instagram.assets.parts import AssetParts
from instagram.assets.routes import ENDPOINTS
from instagram.assets.settings import MediaSettings
from instagram.assets.store import MediaStore
from vault.keyring import Keyring

from ..support import OpenGate
from .api import PUBLIC_URL, Browser, Running

ACCESS_KEY, SECRET_KEY = "POSTLOGLOCAL", "store-secret-not-for-production"
DEADLINE_SECONDS = 60


@pytest.fixture(scope="session")
def s3_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the S3 server keeps its buckets, each a folder."""
    folder = tmp_path_factory.mktemp("s3")
    (folder / "buckets" / "media").mkdir(parents=True)
    return folder / "buckets"


@pytest.fixture(scope="session")
def s3_url(s3_folder: Path, free_port: Callable[[], int]) -> Iterator[str]:
    """An S3 server: rclone's."""
    address = f"127.0.0.1:{free_port()}"
    command: list[str | Path] = [Path(sys.executable).with_name("rclone"), "serve", "s3", s3_folder]
    command += ["--addr", address, "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}"]
    command += ["--config", "/dev/null", "--cache-dir", s3_folder.with_name("cache")]
    command += ["--log-level", "ERROR"]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_it_answers(f"http://{address}/", program)
        yield f"http://{address}"
    finally:
        program.terminate()
        program.wait(10)


@pytest.fixture
def s3_settings(s3_url: str) -> dict[str, Any]:
    """Settings for the bucket."""
    return {
        "media_store": f"s3://media/some/place?endpoint={s3_url}",
        "media_store_access_key": ACCESS_KEY,
        "media_store_secret_key": SECRET_KEY,
    }


@pytest.fixture(params=["folder", "bucket"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaStore]:
    """A store that is empty."""
    if request.param == "folder":
        given: dict[str, Any] = {"media_store": f"file://{tmp_path}/media"}
    else:
        given = request.getfixturevalue("s3_settings")
    async with MediaSettings(**given).open_media_store() as opened:
        yield opened


def _wait_until_it_answers(url: str, program: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while program.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection(urlsplit(url).netloc, timeout=2)
        with suppress(OSError, HTTPException), closing(connection):
            connection.request("GET", "/")
            connection.getresponse().close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"{url} does not answer")


@pytest.fixture
def keyring() -> Keyring:
    """The ring whose keys sign addresses."""
    return Keyring("k1", {"k1": b"a" * 32})


@pytest.fixture
async def running(pool: Pool, store: MediaStore, keyring: Keyring) -> AsyncIterator[Running]:
    """Assets over PostgreSQL and a store; nothing is examined before the test says so."""
    settings = MediaSettings(public_url=PUBLIC_URL, media_bytes_per_user=30_000_000)
    parts = AssetParts(pool, store, keyring, settings)

    async def examine() -> None:
        while await parts.finishing.finish_one():
            pass

    async with AsyncExitStack() as exits:
        session = await exits.enter_async_context(aiohttp.ClientSession())

        async def browser() -> Browser:
            app = web.Application(middlewares=[edge("instagram")])
            app[GATE] = OpenGate()
            parts.serve(app)
            app.cleanup_ctx.clear()  # no examinations beside the test's
            add_endpoints(app, ENDPOINTS)
            server = TestServer(app)
            await server.start_server()
            exits.push_async_callback(server.close)
            return Browser(session, str(server.make_url("")).rstrip("/"))

        yield Running(parts, browser, examine)
