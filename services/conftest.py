"""A TikTok and an Instagram for the tests of the services: each a program of its own."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

SANDBOX_CLIENT_KEY = "awsandbox0postlog"
SANDBOX_CLIENT_SECRET = "sandbox-secret-not-for-production"
SANDBOX_REDIRECT_URI = "http://127.0.0.1:8080/api/auth/tiktok/callback"
INSTAGRAM_REDIRECT_URI = "http://127.0.0.1:8080/api/auth/instagram/callback"
DEADLINE_SECONDS = 60


@dataclass(frozen=True)
class InstagramSandbox:
    """Where an Instagram is: Facebook's hosts, and those of Instagram Login."""

    url: str
    login_url: str
    app_id: str = "700000000000001"
    app_secret: str = "sandbox-facebook-secret-not-for-production"
    login_app_id: str = "700000000000002"
    login_app_secret: str = "sandbox-instagram-secret-not-for-production"
    config_id: str = "900000000000001"
    unified_config_id: str = "900000000000002"


@pytest.fixture(scope="session")
def media_port(free_port: Callable[[], int]) -> int:
    """Where a test may serve files for TikTok to fetch: its addresses are verified."""
    return free_port()


@pytest.fixture(scope="session")
def sandbox_hosts(media_port: int, free_port: Callable[[], int]) -> Iterator[tuple[str, str]]:
    """A TikTok of this worker's own, as a program of its own: its API's and its upload host."""
    port, upload_port = free_port(), free_port()
    environment = {
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
    with _running(environment, f"http://127.0.0.1:{port}/healthz"):
        yield f"127.0.0.1:{port}", f"127.0.0.1:{upload_port}"


@pytest.fixture(scope="session")
def running_instagram(free_port: Callable[[], int]) -> Iterator[InstagramSandbox]:
    """An Instagram of this worker's own, as a program of its own."""
    port, login_port = free_port(), free_port()
    found = InstagramSandbox(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{login_port}")
    environment = {
        "SANDBOX_PLATFORMS": "instagram",
        "SANDBOX_INSTAGRAM_PORT": str(port),
        "SANDBOX_INSTAGRAM_LOGIN_PORT": str(login_port),
        "SANDBOX_INSTAGRAM_APP_ID": found.app_id,
        "SANDBOX_INSTAGRAM_APP_SECRET": found.app_secret,
        "SANDBOX_INSTAGRAM_LOGIN_APP_ID": found.login_app_id,
        "SANDBOX_INSTAGRAM_LOGIN_APP_SECRET": found.login_app_secret,
        "SANDBOX_INSTAGRAM_CONFIG_ID": found.config_id,
        "SANDBOX_INSTAGRAM_UNIFIED_CONFIG_ID": found.unified_config_id,
        "SANDBOX_INSTAGRAM_REDIRECT_URIS": INSTAGRAM_REDIRECT_URI,
    }
    with _running(environment, f"{found.url}/healthz"):
        yield found


@pytest.fixture
def instagram(running_instagram: InstagramSandbox) -> InstagramSandbox:
    """The Instagram as it is at its start."""
    _reset(running_instagram.url)
    return running_instagram


@pytest.fixture
def tiktok_url(sandbox_hosts: tuple[str, str]) -> str:
    """The sandbox as it is at its start."""
    url = f"http://{sandbox_hosts[0]}"
    _reset(url)
    return url


def _reset(url: str) -> None:
    reset = urllib.request.Request(f"{url}/control/reset", method="POST")
    urllib.request.urlopen(reset, timeout=5).close()


@contextlib.contextmanager
def _running(environment: Mapping[str, str], health: str) -> Iterator[None]:
    """Keep a sandbox of these settings."""
    command = Path(sys.executable).with_name("postlog-sandbox")
    program = subprocess.Popen(
        [command], env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    _wait_until_it_answers(health, program)
    yield
    program.terminate()
    program.wait(10)


def _wait_until_it_answers(url: str, program: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while program.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"{url} does not answer")
