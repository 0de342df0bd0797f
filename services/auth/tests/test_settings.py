"""What stops the service at its start."""

import pytest
from pydantic import ValidationError

from auth.settings import ApiSettings

GOOD = {
    "database_url": "postgresql://auth@127.0.0.1/postlog",
    "public_url": "https://postlog.example",
    "session_keys_file": "sessions.json",
    "grant_keyring_file": "ring.json",
    "tiktok_client_key": "key",
    "tiktok_client_secret": "new, old",
}


def test_production_takes_the_real_addresses_over_https():
    settings = ApiSettings.model_validate(GOOD)

    assert settings.is_production
    assert settings.tiktok_app().client_secrets == ("new", "old")


@pytest.mark.parametrize(
    "changed",
    [
        {"public_url": "http://127.0.0.1:8080"},
        {"public_url": "https://postlog.example/"},
        {"public_url": "https://postlog.example/app"},
        {"tiktok_api_url": "http://127.0.0.1:8090"},
        {"tiktok_authorize_url": "https://evil.example/v2/auth/authorize/"},
        {"tiktok_upload_hosts": "127.0.0.1:8091"},
        {"tiktok_client_secret": " "},
        {"session_idle_seconds": 0},
    ],
)
def test_production_refuses_anything_less(changed):
    with pytest.raises(ValidationError):
        ApiSettings.model_validate({**GOOD, **changed})


def test_development_takes_loopback():
    settings = ApiSettings.model_validate(
        {
            **GOOD,
            "platform_environment": "development",
            "public_url": "http://127.0.0.1:8080",
            "tiktok_api_url": "http://127.0.0.1:8090",
        }
    )

    assert settings.public_url == "http://127.0.0.1:8080"


def test_a_secret_comes_from_a_file_too(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("from a file\n")
    for name, value in GOOD.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.delenv("TIKTOK_CLIENT_SECRET")
    monkeypatch.setenv("TIKTOK_CLIENT_SECRET_FILE", str(tmp_path / "secret"))

    settings = ApiSettings()

    assert settings.tiktok_app().client_secret == "from a file"
    assert "from a file" not in repr(settings)
