"""Which services there are, and which settings each of them is given."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import StackError
from .keys import Keys
from .layout import VENV_BIN
from .platform import StackPlatform
from .platforms import PLATFORMS
from .program import Program


@dataclass(frozen=True)
class Service:
    """One process of one service; `settings` are those it reads beyond what all of them read."""

    name: str
    command: tuple[str, ...]
    port: int
    settings: frozenset[str] = frozenset()
    role: str | None = None
    provider: str | None = None


MAIL = frozenset({"SMTP_URL", "MAIL_FROM"})
SESSIONS = frozenset({"SESSION_KEYS_FILE"})
KEY_RINGS = frozenset({"GRANT_KEYRING_FILE", "GRANT_KEYRING_FILES", "TOKEN_KEYRING_FILE"})
PLATFORM = frozenset(name for one in PLATFORMS for name in one.settings)
INGEST = frozenset(name for one in PLATFORMS for name in one.ingest_settings)
FAULTS = frozenset({"FAULT_POINT_FILE"})
OWN = frozenset({*FAULTS, *(name for one in PLATFORMS for name in one.service_settings)})


def provider_services(platform: StackPlatform) -> tuple[Service, ...]:
    """Give the three processes of a platform's service."""
    name, port = platform.name, platform.port
    reads = platform.settings | platform.service_settings | SESSIONS | FAULTS
    return tuple(
        Service(f"{name}-{process}", (name, process), port + above, reads, name, name)
        for above, process in enumerate(("api", "worker", "scheduler"))
    )


# Ports wished for; the internal one, for health and metrics, is 1000 above.
SERVICES = (
    Service("auth-api", ("auth", "api"), 8101, PLATFORM | SESSIONS | FAULTS, "auth"),
    Service("auth-worker", ("auth", "worker"), 8102, MAIL, "auth"),
    *(service for platform in PLATFORMS for service in provider_services(platform)),
    Service("webhook-ingest", ("webhook-ingest",), 8106, INGEST),
    Service("crm-projector-project", ("crm-projector", "project"), 8107, role="crm"),
    Service("crm-projector-api", ("crm-projector", "api"), 8108, SESSIONS, "crm"),
)
SHARED = frozenset(
    {"PLATFORM_ENVIRONMENT", "PUBLIC_URL", "KAFKA_BOOTSTRAP_SERVERS", "OTEL_EXPORTER_OTLP_ENDPOINT"}
)
# Names that are no secret of a service and may be set for all of them in `.env`.
RESERVED = frozenset(
    {*SHARED, *MAIL, *PLATFORM, *INGEST, *OWN, *SESSIONS, *KEY_RINGS, "DATABASE_URL"}
)


def environment(
    service: Service, settings: Mapping[str, str], keys: Keys, role_urls: Mapping[str, str]
) -> dict[str, str]:
    """Give a service its own settings and no other service's secrets."""
    own = SHARED | service.settings
    given = {name: text for name, text in settings.items() if name in own or name not in RESERVED}
    if service.role:
        given["DATABASE_URL"] = role_urls[service.role]
    if service.provider:
        tokens = settings.get("TOKEN_KEYRING_FILE") or str(keys.tokens(service.provider))
        given["TOKEN_KEYRING_FILE"] = tokens
        given["GRANT_KEYRING_FILE"] = grant_ring(service.provider, settings, keys)
    if service.name == "auth-api":
        rings = {one.name: grant_ring(one.name, settings, keys) for one in PLATFORMS}
        given["GRANT_KEYRING_FILES"] = json.dumps(rings)
        given["GRANT_KEYRING_FILE"] = rings[PLATFORMS[0].name]
        given["SESSION_KEYS_FILE"] = settings["SESSION_PRIVATE_KEYS_FILE"]
    given.pop("SESSION_PRIVATE_KEYS_FILE", None)
    return given


def grant_ring(provider: str, settings: Mapping[str, str], keys: Keys) -> str:
    """Give the file that `auth` seals a platform's grants with, and that its service opens."""
    named: dict[str, str] = json.loads(settings.get("GRANT_KEYRING_FILES", "{}"))
    return named.get(provider) or settings.get("GRANT_KEYRING_FILE") or str(keys.grants(provider))


def program(service: Service, given: Mapping[str, str], port: int, internal: int) -> Program:
    """Give the service as a program; it works once it says that it is ready."""
    name, *arguments = service.command
    listens = {"HOST": "127.0.0.1", "PORT": str(port), "INTERNAL_PORT": str(internal)}
    return Program(
        service.name,
        (str(VENV_BIN / name), *arguments),
        lambda: require_ok(internal, "/readyz"),
        environment={**given, **listens},
        ports={"http": port, "internal": internal},
    )


def require_ok(port: int, path: str) -> None:
    """Get a page on loopback; anything but 200 is an error that quotes the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read(500).decode(errors="replace")
    finally:
        connection.close()
    if answer.status != 200:
        raise StackError(f"{path} answered {answer.status}: {body}")
