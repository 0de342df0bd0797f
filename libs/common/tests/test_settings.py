"""Settings: complete and well-formed at the start, and silent about secrets."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsError

from common.settings import DatabaseSettings, Settings

SECRET = "postgresql://auth:hunter2@db/auth"


class Probe(DatabaseSettings):
    """Settings of a service with one secret more, which it may do without."""

    api_key: SecretStr | None = None
    page_size: int = 10


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away whatever the machine has set."""
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "API_KEY", "PUBLIC_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)


def test_a_missing_variable_stops_the_start_and_shows_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("API_KEY", SECRET)
    with pytest.raises(ValidationError, match="database_url") as refused:
        Probe()

    assert "hunter2" not in f"{refused.value!r}{refused.value}"


@pytest.mark.parametrize(
    ("name", "text"),
    [("PORT", "http"), ("PORT", "65536"), ("PLATFORM_ENVIRONMENT", "staging"), ("PAGE_SIZE", "")],
)
def test_a_malformed_variable_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", SECRET)
    monkeypatch.setenv(name, text)
    with pytest.raises(ValidationError, match=name.lower()) as refused:
        Probe()

    assert "hunter2" not in str(refused.value)


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text(f"{SECRET}\n")
    (tmp_path / "key").write_text("key")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("API_KEY_FILE", str(tmp_path / "key"))

    settings = Probe()

    assert settings.database_url.get_secret_value() == SECRET
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "key"


def test_the_variable_itself_comes_before_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", SECRET)
    (tmp_path / "url").write_text("other")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))

    assert Probe().database_url.get_secret_value() == SECRET


def test_a_secret_file_that_is_not_there_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "absent"))
    with pytest.raises(SettingsError, match="database_url"):
        Probe()


def test_only_secrets_are_read_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", SECRET)
    monkeypatch.setenv("PUBLIC_URL_FILE", str(tmp_path / "absent"))

    assert Probe().public_url == "http://127.0.0.1:8080"


def test_no_dotenv_is_found_by_chance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=1\n")
    monkeypatch.chdir(tmp_path)

    assert Settings().port == 8000


def test_settings_show_no_secret_and_never_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", SECRET)
    settings = Probe()

    assert "hunter2" not in f"{settings!r}{settings}{settings.model_dump()}"
    assert "hunter2" not in settings.model_dump_json()
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]


def test_production_is_meant_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLATFORM_ENVIRONMENT", raising=False)
    assert Settings().is_production

    monkeypatch.setenv("PLATFORM_ENVIRONMENT", "development")
    assert not Settings().is_production
