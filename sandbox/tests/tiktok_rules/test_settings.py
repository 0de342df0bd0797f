"""What can be registered, and the command itself."""

import os
import signal
import subprocess
import sys
import urllib.request

import pytest
from pydantic import ValidationError

from sandbox.tiktok.oauth.redirect_uris import is_registered
from sandbox.tiktok.settings import Settings
from sandbox.tiktok.switches import Switches


@pytest.mark.parametrize(
    ("app_type", "uri"),
    [
        ("web", "http://app.test/cb"),
        ("web", "https://app.test/cb#part"),
        ("web", "https://app.test/cb?x=1"),
        ("web", "/cb"),
        ("web", "https://app.test/" + "x" * 500),
        ("desktop", "https://app.test:443/cb"),
        ("desktop", "http://localhost/cb"),
    ],
)
def test_an_unregistrable_redirect_uri_stops_the_start(app_type: str, uri: str) -> None:
    with pytest.raises(ValidationError):
        Settings(app_type=app_type, redirect_uris=(uri,))


def test_at_most_ten_redirect_uris_are_registered() -> None:
    with pytest.raises(ValidationError):
        Settings(redirect_uris=tuple(f"https://app.test/{n}" for n in range(11)))


def test_redirect_uris_are_a_comma_list_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_REDIRECT_URIS", "https://a.test/cb, http://127.0.0.1:8080/cb")

    assert Settings().redirect_uris == ("https://a.test/cb", "http://127.0.0.1:8080/cb")


def test_a_switch_can_be_set_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_RETRY_PLAN", "[1, 3]")
    monkeypatch.setenv("SANDBOX_AUDITED", "false")

    switches = Switches()

    assert (switches.retry_plan, switches.audited) == ((1, 3), False)


@pytest.mark.parametrize(
    ("uri", "matches"),
    [
        ("http://localhost:3000/cb", True),
        ("http://localhost:/cb", False),
        ("http://localhost:3000/cb/", False),
        ("http://localhost:3000@evil.test/cb", False),
        ("http://localhost:30/../cb", False),
    ],
)
def test_a_star_stands_for_any_port_and_nothing_else(uri: str, matches: bool) -> None:
    assert is_registered(uri, ["http://localhost:*/cb"]) is matches


def test_help_names_every_variable() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "sandbox", "--help"], capture_output=True, text=True, check=True
    ).stdout

    for name in [*Settings.model_fields, *Switches.model_fields]:
        assert f"SANDBOX_{name.upper()}=" in shown


def test_the_command_serves_until_sigterm_and_logs_no_secret() -> None:
    ports = {"SANDBOX_PORT": "0", "SANDBOX_UPLOAD_PORT": "0"}
    environment = {**os.environ, "SANDBOX_PLATFORMS": "tiktok", **ports}
    command = [sys.executable, "-u", "-m", "sandbox"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        base = ready.partition("ready: ")[2].partition(",")[0]
        with urllib.request.urlopen(f"{base}/v2/auth/error/?code=cnry-leak") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        logged, _ = process.communicate(timeout=30)

    assert process.returncode == 0
    assert "GET /v2/auth/error/ 200 ok" in logged
    assert "cnry" not in logged


def test_a_malformed_variable_is_named_at_start() -> None:
    environment = {**os.environ, "SANDBOX_PORT": "many"}

    stopped = subprocess.run(
        [sys.executable, "-m", "sandbox"], env=environment, capture_output=True, text=True
    )

    assert stopped.returncode == 1
    assert "port" in stopped.stderr
