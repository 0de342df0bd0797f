"""Every process gets its own settings, and no secret of another's."""

import json
from pathlib import Path

import pytest
from postlog_stack import services, settings
from postlog_stack.keys import Keys
from postlog_stack.platform import Addresses
from postlog_stack.platforms import PLATFORMS
from postlog_stack.services import SERVICES, Service

KEYS = Keys(Path("/secrets"))
PORTS = [name for platform in PLATFORMS for name in platform.sandbox_ports]
ADDRESSES = Addresses(
    kafka="kafka:1",
    gateway="http://gateway:2",
    public="https://public",
    sandbox={name: f"http://sandbox:{3 + number}" for number, name in enumerate(PORTS)},
)
PROVIDERS = {platform.name for platform in PLATFORMS}
ROLE_URLS = {role: f"postgresql://{role}" for role in ("auth", "crm", *PROVIDERS)}
OWN_APPS = {
    "tiktok": {"TIKTOK_CLIENT_KEY": "mine"},
    "instagram": {"INSTAGRAM_LOGIN_APP_ID": "1"},
}
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
def test_a_token_key_ring_is_its_platform_s_service_s_alone(service: Service) -> None:
    is_platform = service.role in PROVIDERS
    own = f"/secrets/tokens.{service.role}.json" if is_platform else None
    assert environment(service.name).get("TOKEN_KEYRING_FILE") == own

    given = environment(service.name, {"TOKEN_KEYRING_FILE": "/mine"})
    assert given.get("TOKEN_KEYRING_FILE") == ("/mine" if is_platform else None)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_grant_key_ring_is_for_a_platform_s_service_and_for_auth_api_that_seals_grants(
    service: Service,
) -> None:
    reads = service.role in PROVIDERS or service.name == "auth-api"

    given = environment(service.name, {"GRANT_KEYRING_FILE": "/mine"})
    assert given.get("GRANT_KEYRING_FILE") == ("/mine" if reads else None)


@pytest.mark.parametrize(
    ("overridden", "rings"),
    [
        ({}, {name: f"/secrets/grants.{name}.json" for name in ("tiktok", "instagram")}),
        ({"GRANT_KEYRING_FILE": "/mine"}, {"tiktok": "/mine", "instagram": "/mine"}),
        (
            {"GRANT_KEYRING_FILES": '{"instagram": "/mine"}'},
            {"tiktok": "/secrets/grants.tiktok.json", "instagram": "/mine"},
        ),
    ],
)
def test_auth_api_seals_a_grant_with_the_key_ring_that_its_platform_s_service_reads(
    overridden: dict[str, str], rings: dict[str, str]
) -> None:
    sealing = environment("auth-api", overridden)
    reading = [one for one in SERVICES if one.provider]

    assert json.loads(sealing["GRANT_KEYRING_FILES"]) == rings
    assert {
        (one.provider, environment(one.name, overridden)["GRANT_KEYRING_FILE"]) for one in reading
    } == set(rings.items())


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_process_has_its_own_role_s_database(service: Service) -> None:
    assert environment(service.name).get("DATABASE_URL") == ROLE_URLS.get(service.role or "")


def test_the_crm_knows_nothing_of_the_platform() -> None:
    given = environment("crm-projector-api")

    assert not [name for name in given if name.startswith(("TIKTOK_", "INSTAGRAM_"))]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_platform_s_service_knows_nothing_of_another(service: Service) -> None:
    others = PROVIDERS - {service.provider} if service.provider else set()
    prefixes = tuple(f"{name.upper()}_" for name in others)

    assert not [name for name in environment(service.name) if name.startswith(prefixes or "-")]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_the_verify_token_is_webhook_ingest_s_alone(service: Service) -> None:
    reads = "INSTAGRAM_VERIFY_TOKEN" in environment(service.name)

    assert reads == (service.name == "webhook-ingest")


def test_no_two_processes_wish_for_one_port() -> None:
    wished = [service.port for service in SERVICES]

    assert len(wished) == len(set(wished))


def test_what_env_says_wins() -> None:
    assert environment("auth-api", {"PUBLIC_URL": "https://x"})["PUBLIC_URL"] == "https://x"


def test_a_setting_of_one_service_may_stand_in_env() -> None:
    assert environment("tiktok-api", {"UPLOAD_BYTES": "5"})["UPLOAD_BYTES"] == "5"


@pytest.mark.parametrize("name", sorted(OWN_APPS))
def test_an_app_of_one_s_own_is_never_sent_to_the_sandbox(name: str) -> None:
    given = environment(f"{name}-api", OWN_APPS[name])

    assert not [text for text in given.values() if "sandbox" in text]


@pytest.mark.parametrize("name", sorted(OWN_APPS))
def test_the_sandbox_plays_only_those_of_whom_env_names_no_app(name: str) -> None:
    [other] = PROVIDERS - {name}

    assert settings.sandbox(ADDRESSES, {})["SANDBOX_PLATFORMS"] == "tiktok,instagram"
    assert settings.sandbox(ADDRESSES, OWN_APPS[name])["SANDBOX_PLATFORMS"] == other
    assert "SANDBOX_PLATFORMS" not in environment("auth-api", OWN_APPS[name])


def test_the_sandbox_sends_webhooks_to_the_gateway_and_browsers_to_the_public_address() -> None:
    given = settings.sandbox(ADDRESSES, {})

    assert given["SANDBOX_WEBHOOK_URL"] == "http://gateway:2/api/webhooks/tiktok"
    assert given["SANDBOX_INSTAGRAM_WEBHOOK_URL"] == "http://gateway:2/api/webhooks/instagram"
    assert given["SANDBOX_REDIRECT_URIS"] == "https://public/api/auth/tiktok/callback"
    assert given["SANDBOX_INSTAGRAM_REDIRECT_URIS"] == "https://public/api/auth/instagram/callback"


def test_env_may_set_a_switch_of_the_sandbox() -> None:
    given = settings.sandbox(ADDRESSES, {"SANDBOX_INSTAGRAM_QUOTA_TOTAL": "25"})

    assert given["SANDBOX_INSTAGRAM_QUOTA_TOTAL"] == "25"


def test_env_leaves_out_what_is_empty(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# comment\nTIKTOK_CLIENT_KEY=\nPUBLIC_URL=https://x\n")

    read = settings.overrides(path)

    assert read["PUBLIC_URL"] == "https://x"
    assert settings.played(read) == PLATFORMS


def test_what_the_shell_says_of_origins_wins_over_env(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".env"
    path.write_text("CORS_ALLOWED_ORIGINS=https://a.example\n")
    monkeypatch.setenv("CORS_ALLOWED_ORIGINS", "https://b.example")

    assert settings.overrides(path)["CORS_ALLOWED_ORIGINS"] == "https://b.example"
