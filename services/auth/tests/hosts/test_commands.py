"""The commands that register host applications, and make and revoke their keys."""

from collections.abc import Callable

import pytest

from auth.hosts.tenants import Tenant

from ..conftest import RunAuth, Tables

ORIGIN, RETURN_URL = "https://app.example.com", "https://app.example.com/back"


@pytest.fixture
def acme(auth: RunAuth) -> list[str]:
    """A registered host application."""
    return auth(
        "tenants", "create", "--name", "acme", "--origin", ORIGIN, "--return-url", RETURN_URL
    )


def test_a_tenant_is_listed_with_its_addresses(auth: RunAuth, acme: list[str]) -> None:
    [line] = auth("tenants", "list")

    [made] = acme
    assert line == f"acme  {made.split()[-1]}  origins: {ORIGIN}  returns to: {RETURN_URL}"


def test_a_key_is_shown_once_and_stored_as_a_hash(
    auth: RunAuth, acme: list[str], tables: Callable[[], Tables]
) -> None:
    [key] = auth("api-keys", "create", "--tenant", "acme")
    [listed] = auth("api-keys", "list", "--tenant", "acme")

    assert key.startswith("pk_")
    assert key not in listed
    assert listed.startswith(key[:11])
    assert key not in repr(tables())


def test_a_revoked_key_is_listed_as_such(auth: RunAuth, acme: list[str]) -> None:
    [key] = auth("api-keys", "create", "--tenant", "acme")

    auth("api-keys", "revoke", "--tenant", "acme", "--key", key[:11])

    [listed] = auth("api-keys", "list", "--tenant", "acme")
    assert listed.endswith("revoked")


@pytest.mark.parametrize(
    "arguments",
    [
        ("tenants", "create", "--name", "acme"),
        ("api-keys", "create", "--tenant", "nobody"),
        ("api-keys", "revoke", "--tenant", "acme", "--key", "pk_unknown"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    auth: RunAuth, acme: list[str], arguments: str
) -> None:
    with pytest.raises(SystemExit, match=r"^auth: "):
        auth(*arguments)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "//app.example.com",
        "http://app.example.com",
        "javascript:alert(1)",
        "https://user@app.example.com",
        "https://app.example.com/#x",
        "https:\\\\app.example.com",
    ],
)
def test_s07_no_address_that_could_lead_elsewhere_is_registered(url: str) -> None:
    with pytest.raises(ValueError, match="must be https"):
        Tenant.new("acme", [], [url])


def test_a_database_that_is_away_is_said_in_a_sentence(
    auth: RunAuth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://auth@127.0.0.1:1/none")

    with pytest.raises(SystemExit, match=r"^auth: "):
        auth("tenants", "list")


@pytest.mark.parametrize(
    "origin",
    [
        "https://app.example.com/",
        "https://app.example.com?x",
        "https://App.example.com",
        "https://app.example.com:443",
    ],
)
def test_an_origin_is_written_as_browsers_send_it(origin: str) -> None:
    with pytest.raises(ValueError, match="no origin"):
        Tenant.new("acme", [origin], [])
