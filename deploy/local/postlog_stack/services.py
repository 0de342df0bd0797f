"""Which services there are, and which settings each of them is given."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import StackError
from .layout import VENV_BIN
from .program import Program


@dataclass(frozen=True)
class Service:
    """One process of one service; `settings` are those it reads beyond what all of them read."""

    name: str
    command: tuple[str, ...]
    port: int
    settings: frozenset[str] = frozenset()
    role: str | None = None


PLATFORM = frozenset(
    {
        "TIKTOK_AUTHORIZE_URL",
        "TIKTOK_API_URL",
        "TIKTOK_UPLOAD_HOSTS",
        "TIKTOK_CLIENT_KEY",
        "TIKTOK_CLIENT_SECRET",
        "TIKTOK_PKCE",
        "TIKTOK_VERIFIED_URL_PREFIXES",
    }
)
CONNECTING = PLATFORM | {"SESSION_KEYS_FILE", "GRANT_KEYRING_FILE"}
MAIL = frozenset({"SMTP_URL", "MAIL_FROM"})
TIKTOK = CONNECTING | {"TOKEN_KEYRING_FILE", "FAULT_POINT_FILE", "TIKTOK_AVATAR_HOSTS"}
INGEST = frozenset({"TIKTOK_CLIENT_KEY", "TIKTOK_CLIENT_SECRET"})
CRM = frozenset({"SESSION_KEYS_FILE"})
# Ports wished for; the internal one, for health and metrics, is 1000 above.
SERVICES = (
    Service("auth-api", ("auth", "api"), 8101, CONNECTING, "auth"),
    Service("auth-worker", ("auth", "worker"), 8102, MAIL, "auth"),
    Service("tiktok-api", ("tiktok", "api"), 8103, TIKTOK, "tiktok"),
    Service("tiktok-worker", ("tiktok", "worker"), 8104, TIKTOK, "tiktok"),
    Service("tiktok-scheduler", ("tiktok", "scheduler"), 8105, TIKTOK, "tiktok"),
    Service("webhook-ingest", ("webhook-ingest",), 8106, INGEST),
    Service("crm-projector-project", ("crm-projector", "project"), 8107, role="crm"),
    Service("crm-projector-api", ("crm-projector", "api"), 8108, CRM, "crm"),
)
SHARED = frozenset(
    {"PLATFORM_ENVIRONMENT", "PUBLIC_URL", "KAFKA_BOOTSTRAP_SERVERS", "OTEL_EXPORTER_OTLP_ENDPOINT"}
)
# Names that are no secret of a service and may be set for all of them in `.env`.
RESERVED = frozenset({*SHARED, *MAIL, *TIKTOK, "DATABASE_URL"})


def environment(
    service: Service, settings: Mapping[str, str], role_urls: Mapping[str, str]
) -> dict[str, str]:
    """Give a service its own settings and no other service's secrets."""
    own = SHARED | service.settings
    given = {name: text for name, text in settings.items() if name in own or name not in RESERVED}
    if service.role:
        given["DATABASE_URL"] = role_urls[service.role]
    if service.name == "auth-api":
        given["SESSION_KEYS_FILE"] = settings["SESSION_PRIVATE_KEYS_FILE"]
    given.pop("SESSION_PRIVATE_KEYS_FILE", None)
    return given


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
