"""What stops the service at its start."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from auth.settings import ApiSettings, WorkerSettings

GOOD = {
    "database_url": "postgresql://auth@127.0.0.1/postlog",
    "public_url": "https://postlog.example",
    "session_keys_file": "sessions.json",
    "grant_keyring_file": "ring.json",
    "tiktok_client_key": "key",
    "tiktok_client_secret": "new, old",
}

INSTAGRAM = {"instagram_app_id": "7", "instagram_app_secret": "new, old"}


def test_instagram_needs_no_setting_and_may_have_its_own() -> None:
    without, having = (ApiSettings.model_validate({**GOOD, **more}) for more in ({}, INSTAGRAM))

    assert without.instagram_apps() == ()
    assert [app.app_secrets for app in having.instagram_apps()] == [("new", "old")]


def test_production_takes_the_real_addresses_over_https() -> None:
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
        {"instagram_app_id": "7"},
        {**INSTAGRAM, "instagram_graph_url": "http://127.0.0.1:8092"},
        {**INSTAGRAM, "instagram_scopes": "pages_show_list"},
    ],
)
def test_s03_production_refuses_anything_less(changed: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ApiSettings.model_validate({**GOOD, **changed})


def test_development_takes_loopback() -> None:
    settings = ApiSettings.model_validate(
        {
            **GOOD,
            "platform_environment": "development",
            "public_url": "http://127.0.0.1:8080",
            "tiktok_api_url": "http://127.0.0.1:8090",
        }
    )

    assert settings.public_url == "http://127.0.0.1:8080"


def test_a_platform_may_have_a_key_ring_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.setenv("GRANT_KEYRING_FILES", '{"gallery": "gallery.json"}')

    settings = ApiSettings()

    assert settings.grant_keyring_of("gallery").name == "gallery.json"
    assert settings.grant_keyring_of("tiktok").name == "ring.json"


def test_a_secret_comes_from_a_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    for name, value in GOOD.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.delenv("TIKTOK_CLIENT_SECRET")
    monkeypatch.setenv("TIKTOK_CLIENT_SECRET_FILE", str(tmp_path / "secret"))

    settings = ApiSettings()

    assert settings.tiktok_app().client_secret == "from a file"
    assert "from a file" not in repr(settings)


@pytest.mark.parametrize(
    "changed",
    [
        {"smtp_url": "mail.example", "mail_from": "postlog@example.test"},
        {"smtp_url": "https://mail.example", "mail_from": "postlog@example.test"},
        {"smtp_url": "smtp://mail.example"},
        {"smtp_url": "smtp://mail.example", "mail_from": "a@x.test\nBcc: all@x.test"},
    ],
)
def test_mail_that_could_not_be_sent_stops_the_service(changed: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        WorkerSettings.model_validate({**GOOD, **changed})


def test_a_password_for_mail_is_not_shown() -> None:
    mail = {"smtp_url": "smtps://me:canary@mail.example", "mail_from": "postlog@example.test"}

    assert "canary" not in repr(WorkerSettings.model_validate({**GOOD, **mail}))
