"""What is read at start, and the command that serves Instagram alone."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from urllib.error import HTTPError

import pytest
from pydantic import ValidationError

from sandbox.__main__ import describe_environment
from sandbox.instagram.settings import Settings
from sandbox.instagram.switches import Switches


@pytest.mark.parametrize(
    "uri",
    ["http://app.test/callback", "https:///callback", "https://app.test/cb#part", "app.test/cb"],
)
def test_an_unregistrable_redirect_uri_stops_the_start(uri: str) -> None:
    with pytest.raises(ValidationError, match="https only"):
        Settings(redirect_uris=(uri,))


def test_a_redirect_uri_may_have_a_query_and_be_on_the_loopback() -> None:
    uris = ("https://app.test/cb?via=app", "http://127.0.0.1:8080/cb")

    assert Settings(redirect_uris=uris).redirect_uris == uris


def test_lists_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_INSTAGRAM_WEBHOOK_FIELDS", "comments, mentions")
    monkeypatch.setenv("SANDBOX_INSTAGRAM_PUBLIC_URL", "http://sandbox:8092/")

    settings = Settings()

    assert settings.webhook_fields == ("comments", "mentions")
    assert settings.public_url == "http://sandbox:8092"


def test_secrets_are_not_in_the_settings_text() -> None:
    settings = Settings(app_secret="cnry-1", login_app_secret="cnry-2", verify_token="cnry-3")

    assert "cnry" not in repr(settings)


def test_help_names_every_variable() -> None:
    text = describe_environment()

    for model in (Settings, Switches):
        for name in model.model_fields:
            assert f"  SANDBOX_INSTAGRAM_{name.upper()}=" in text


def test_the_command_serves_both_ports_until_sigterm() -> None:
    chosen = {
        "SANDBOX_PLATFORMS": "instagram",
        "SANDBOX_INSTAGRAM_PORT": "0",
        "SANDBOX_INSTAGRAM_LOGIN_PORT": "0",
    }
    command = [sys.executable, "-u", "-m", "sandbox"]
    environment = {**os.environ, **chosen}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        addresses = process.stdout.readline().partition("ready: ")[2].strip()
        public, _, login = addresses.partition(", Instagram Login ")
        codes = [refusal(f"{base}/v26.0/me?access_token=cnry-leak") for base in (public, login)]
        process.send_signal(signal.SIGTERM)
        logged, _ = process.communicate(timeout=30)

    assert codes == [190, 190]
    assert process.returncode == 0
    assert "cnry" not in logged


def refusal(address: str) -> int:
    """The code with which a call is refused."""
    try:
        urllib.request.urlopen(address).close()
    except HTTPError as error:
        with error:
            return int(json.load(error)["error"]["code"])
    return 0
