"""A TikTok for the tests of the services: the sandbox, as a program of its own."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SANDBOX_CLIENT_KEY = "awsandbox0postlog"
SANDBOX_CLIENT_SECRET = "sandbox-secret-not-for-production"
SANDBOX_REDIRECT_URI = "http://127.0.0.1:8080/api/auth/tiktok/callback"
DEADLINE_SECONDS = 60


@pytest.fixture(scope="session")
def media_port(free_port: Callable[[], int]) -> int:
    """Where a test may serve files for TikTok to fetch: its addresses are verified."""
    return free_port()


@pytest.fixture(scope="session")
def sandbox_hosts(media_port: int, free_port: Callable[[], int]) -> Iterator[tuple[str, str]]:
    """A TikTok of this worker's own, as a program of its own: its API's and its upload host."""
    port, upload_port = free_port(), free_port()
    environment = {
        **os.environ,
        "SANDBOX_PLATFORMS": "tiktok",
        "SANDBOX_PORT": str(port),
        "SANDBOX_UPLOAD_PORT": str(upload_port),
        "SANDBOX_CLIENT_KEY": SANDBOX_CLIENT_KEY,
        "SANDBOX_CLIENT_SECRET": SANDBOX_CLIENT_SECRET,
        "SANDBOX_REDIRECT_URIS": SANDBOX_REDIRECT_URI,
        "SANDBOX_UPLOAD_URL": f"http://127.0.0.1:{upload_port}",
        "SANDBOX_VERIFIED_DOMAINS": "media.example.com",
        "SANDBOX_VERIFIED_PREFIXES": f"http://127.0.0.1:{media_port}/",
    }
    command = Path(sys.executable).with_name("postlog-sandbox")
    program = subprocess.Popen([command], env=environment, stdout=subprocess.DEVNULL)
    _wait_until_it_answers(f"http://127.0.0.1:{port}/healthz", program)
    yield f"127.0.0.1:{port}", f"127.0.0.1:{upload_port}"
    program.terminate()
    program.wait(10)


@pytest.fixture
def tiktok_url(sandbox_hosts: tuple[str, str]) -> str:
    """The sandbox as it is at its start."""
    url = f"http://{sandbox_hosts[0]}"
    reset = urllib.request.Request(f"{url}/control/reset", method="POST")
    urllib.request.urlopen(reset, timeout=5).close()
    return url


def _wait_until_it_answers(url: str, program: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while program.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"{url} does not answer")
