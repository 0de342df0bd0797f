"""A client of Kafka names itself and checks the brokers, or it is for a machine of one's own."""

import ssl
from pathlib import Path

import pytest
from pydantic import ValidationError

from common.kafka_access import KafkaAccess, reached_at
from common.settings import Settings

PASSWORD = "correct horse"
NAMES = ("SECURITY_PROTOCOL", "SASL_MECHANISM", "USERNAME", "PASSWORD", "PASSWORD_FILE", "CA_FILE")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away whatever the machine has set."""
    for name in NAMES:
        monkeypatch.delenv(f"KAFKA_{name}", raising=False)


@pytest.fixture
def password_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set all that `SASL_SSL` needs, the password in a file."""
    file = tmp_path / "password"
    file.write_text(PASSWORD)
    monkeypatch.setenv("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("KAFKA_USERNAME", "tiktok")
    monkeypatch.setenv("KAFKA_PASSWORD_FILE", str(file))
    return file


def test_without_settings_a_client_gets_only_the_addresses() -> None:
    assert reached_at("a:1,b:2") == {"bootstrap_servers": "a:1,b:2"}


def test_a_client_names_itself_and_checks_certificate_and_name_of_a_broker(
    password_file: Path,
) -> None:
    given = reached_at("a:1")

    assert given["security_protocol"] == "SASL_SSL"
    assert given["sasl_mechanism"] == "SCRAM-SHA-512"
    assert (given["sasl_plain_username"], given["sasl_plain_password"]) == ("tiktok", PASSWORD)
    trust = given["ssl_context"]
    assert isinstance(trust, ssl.SSLContext)
    assert (trust.verify_mode, trust.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_the_next_client_has_the_password_that_was_changed(password_file: Path) -> None:
    reached_at("a:1")
    password_file.write_text("new")

    assert reached_at("a:1")["sasl_plain_password"] == "new"


@pytest.mark.parametrize("missing", ["KAFKA_USERNAME", "KAFKA_PASSWORD_FILE"])
def test_half_an_identity_stops_the_start_and_shows_no_secret(
    password_file: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing)

    with pytest.raises(ValidationError, match="KAFKA_USERNAME and KAFKA_PASSWORD") as refused:
        Settings()
    assert PASSWORD not in f"{refused.value!r}{refused.value}"


def test_a_protocol_that_sends_passwords_in_the_clear_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT")

    with pytest.raises(ValidationError, match="kafka_security_protocol"):
        KafkaAccess()
