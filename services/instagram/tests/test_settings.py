"""What no process of this service may start with."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from instagram.settings import InstagramServiceSettings

APP = {"instagram_app_id": "7", "instagram_app_secret": "secret"}
SOUND = {
    "database_url": "postgresql://127.0.0.1/postlog",
    "session_keys_file": Path("sessions.json"),
    "token_keyring_file": Path("tokens.json"),
    "grant_keyring_file": Path("grants.json"),
    **APP,
}


def settings(**given: Any) -> InstagramServiceSettings:
    """Settings as one process would read them."""
    return InstagramServiceSettings.model_validate(SOUND | given)


def test_what_is_needed_is_enough() -> None:
    assert settings().refreshes_a_round == 20


def test_without_an_app_the_service_starts_and_has_nobody_to_call_for() -> None:
    none = dict.fromkeys(APP, "")
    own = {"instagram_login_app_id": "8", "instagram_login_app_secret": "secret"}

    assert settings(**none).instagram_apps() == ()
    assert len(settings(**none, **own).instagram_apps()) == 1


def test_production_has_no_fault_points() -> None:
    with pytest.raises(ValidationError, match="production refuses it"):
        settings(fault_point_file=Path("faults"))

    assert settings(fault_point_file=Path("faults"), platform_environment="development")


def test_a_refresh_of_two_calls_ends_before_another_may_begin() -> None:
    with pytest.raises(ValidationError, match="less than 30 seconds"):
        settings(instagram_call_timeout=30)

    assert settings(instagram_call_timeout=29)


@pytest.mark.parametrize("hosts", ["127.0.0.1:8092", ".fbcdn.net, .evil.test"])
def test_production_fetches_pictures_from_metas_own_hosts(hosts: str) -> None:
    with pytest.raises(ValidationError, match="production needs INSTAGRAM_AVATAR_HOSTS under"):
        settings(instagram_avatar_hosts=hosts)

    assert len(settings().avatar_hosts) == 2
    sandbox = settings(instagram_avatar_hosts=hosts, platform_environment="development")
    assert sandbox.avatar_hosts == tuple(hosts.split(", "))
