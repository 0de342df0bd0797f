"""Every process gets its own settings, and no secret of another's."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from postlog_stack import services, settings
from postlog_stack.keys import Keys
from postlog_stack.platform import Addresses
from postlog_stack.platforms import PLATFORMS
from postlog_stack.services import SERVICES, Service

KEYS = Keys(Path("/secrets"))
ADDRESSES = Addresses("kafka:1", "http://gateway:2", "http://sandbox:3", "http://upload:4")
ROLE_URLS = {role: f"postgresql://{role}" for role in ("auth", "tiktok", "crm")}
BY_NAME = {service.name: service for service in SERVICES}


def environment(name: str, overridden: dict[str, str] | None = None) -> dict[str, str]:
    merged = settings.merged(ADDRESSES, KEYS, Path("/state"), overridden or {})
    return services.environment(BY_NAME[name], merged, KEYS, ROLE_URLS)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_the_private_session_keys_are_auth_api_s_alone(service: Service) -> None:
    reads = str(KEYS.sessions_private) in environment(service.name).values()

    assert reads == (service.name == "auth-api")


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_the_mail_server_s_password_is_auth_worker_s_alone(service: Service) -> None:
    given = environment(service.name, {"SMTP_URL": "smtps://user:password@mail"})

    assert ("SMTP_URL" in given) == (service.name == "auth-worker")


@pytest.mark.parametrize("name", ["auth-worker", "crm-projector-project"])
def test_who_serves_nobody_has_no_key(name: str) -> None:
    given = environment(name)

    assert not [name for name in given if name.endswith(("_KEYS_FILE", "_KEYRING_FILE", "_SECRET"))]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_the_token_key_ring_is_tiktok_s_alone(service: Service) -> None:
    assert ("TOKEN_KEYRING_FILE" in environment(service.name)) == (service.role == "tiktok")

    given = environment(service.name, {"TOKEN_KEYRING_FILE": "/mine"})
    assert given.get("TOKEN_KEYRING_FILE") == ("/mine" if service.role == "tiktok" else None)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_the_grant_key_ring_is_for_tiktok_and_for_auth_api_that_seals_grants(
    service: Service,
) -> None:
    reads = service.role == "tiktok" or service.name == "auth-api"

    given = environment(service.name, {"GRANT_KEYRING_FILE": "/mine"})
    assert given.get("GRANT_KEYRING_FILE") == ("/mine" if reads else None)


@pytest.mark.parametrize(
    ("overridden", "rings"),
    [
        ({}, {"tiktok": "/secrets/grants.tiktok.json", "other": "/secrets/grants.other.json"}),
        ({"GRANT_KEYRING_FILE": "/mine"}, {"tiktok": "/mine", "other": "/mine"}),
        (
            {"GRANT_KEYRING_FILES": '{"other": "/mine"}'},
            {"tiktok": "/secrets/grants.tiktok.json", "other": "/mine"},
        ),
    ],
)
def test_auth_api_seals_a_grant_with_the_key_ring_that_its_platform_s_service_reads(
    overridden: dict[str, str], rings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(PLATFORMS[0], name="other")
    monkeypatch.setattr(services, "PLATFORMS", (*PLATFORMS, other))
    merged = settings.merged(ADDRESSES, KEYS, Path("/state"), overridden)
    role_urls = ROLE_URLS | {"other": "postgresql://other"}
    others = services.provider_services(other)

    sealing = environment("auth-api", overridden)
    reading = [services.environment(one, merged, KEYS, role_urls) for one in others]

    assert json.loads(sealing["GRANT_KEYRING_FILES"]) == rings
    assert environment("tiktok-worker", overridden)["GRANT_KEYRING_FILE"] == rings["tiktok"]
    assert {given["GRANT_KEYRING_FILE"] for given in reading} == {rings["other"]}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_process_has_its_own_role_s_database(service: Service) -> None:
    assert environment(service.name).get("DATABASE_URL") == ROLE_URLS.get(service.role or "")


def test_the_crm_knows_nothing_of_the_platform() -> None:
    given = environment("crm-projector-api")

    assert not [name for name in given if name.startswith("TIKTOK_")]


def test_what_env_says_wins() -> None:
    assert environment("auth-api", {"PUBLIC_URL": "https://x"})["PUBLIC_URL"] == "https://x"


def test_a_setting_of_one_service_may_stand_in_env() -> None:
    assert environment("tiktok-api", {"UPLOAD_BYTES": "5"})["UPLOAD_BYTES"] == "5"


def test_an_app_of_one_s_own_is_never_sent_to_the_sandbox() -> None:
    given = environment("tiktok-api", {"TIKTOK_CLIENT_KEY": "mine"})

    assert not [text for text in given.values() if "sandbox" in text]


def test_the_sandbox_sends_webhooks_to_the_gateway() -> None:
    given = settings.sandbox(1, 2, "http://gateway:3")

    assert given["SANDBOX_WEBHOOK_URL"] == "http://gateway:3/api/webhooks/tiktok"


def test_env_leaves_out_what_is_empty(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# comment\nTIKTOK_CLIENT_KEY=\nPUBLIC_URL=https://x\n")

    read = settings.overrides(path)

    assert read["PUBLIC_URL"] == "https://x"
    assert not settings.has_real_app(read)


def test_what_the_shell_says_of_origins_wins_over_env(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".env"
    path.write_text("CORS_ALLOWED_ORIGINS=https://a.example\n")
    monkeypatch.setenv("CORS_ALLOWED_ORIGINS", "https://b.example")

    assert settings.overrides(path)["CORS_ALLOWED_ORIGINS"] == "https://b.example"
