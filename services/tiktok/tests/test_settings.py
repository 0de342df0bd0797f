"""What no process of this service may start with."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tiktok.settings import TikTokServiceSettings

SOUND = {
    "database_url": "postgresql://127.0.0.1/postlog",
    "tiktok_client_key": "aw1",
    "tiktok_client_secret": "secret",
    "session_keys_file": Path("sessions.json"),
    "token_keyring_file": Path("tokens.json"),
    "grant_keyring_file": Path("grants.json"),
}


def settings(**given: Any) -> TikTokServiceSettings:
    """Settings as one process would read them."""
    return TikTokServiceSettings.model_validate(SOUND | given)


def test_what_is_needed_is_enough() -> None:
    assert settings().refreshes_a_round == 20


def test_production_has_no_fault_points() -> None:
    with pytest.raises(ValidationError, match="production refuses it"):
        settings(fault_point_file=Path("faults"))

    assert settings(fault_point_file=Path("faults"), platform_environment="development")


def test_a_refresh_ends_before_another_may_begin() -> None:
    with pytest.raises(ValidationError, match="less than 60 seconds"):
        settings(tiktok_refresh_timeout=60)

    assert settings(tiktok_refresh_timeout=59)


@pytest.mark.parametrize("hosts", ["127.0.0.1:8091", ".tiktokcdn.com, .evil.test"])
def test_production_fetches_pictures_from_tiktoks_own_hosts(hosts: str) -> None:
    with pytest.raises(ValidationError, match="production needs TIKTOK_AVATAR_HOSTS under"):
        settings(tiktok_avatar_hosts=hosts)

    assert len(settings().avatar_hosts) == 3
    sandbox = settings(tiktok_avatar_hosts=hosts, platform_environment="development")
    assert sandbox.avatar_hosts == tuple(hosts.split(", "))
