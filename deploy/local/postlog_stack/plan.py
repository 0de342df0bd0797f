"""Which programs run beside Kafka and PostgreSQL, at which ports, with which settings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from . import gateway, services, settings
from .errors import StackError
from .keys import Keys
from .layout import VENV_BIN, Layout
from .platform import Addresses
from .platforms import PLATFORMS
from .ports import Ports
from .preparations import PREPARATIONS, Preparation
from .program import Program
from .services import SERVICES, Service

SERVERS = ("kafka", "postgres")
NAMES = (*SERVERS, "sandbox", *(service.name for service in SERVICES), "gateway")
UPSTREAMS = {
    "AUTH_UPSTREAM": "auth-api",
    **{f"{one.name.upper()}_UPSTREAM": f"{one.name}-api" for one in PLATFORMS},
    "INGEST_UPSTREAM": "webhook-ingest",
    "CRM_UPSTREAM": "crm-projector-api",
}


@dataclass(frozen=True)
class Plan:
    """The programs with their addresses, and what must run once before them."""

    addresses: Addresses
    programs: tuple[Program, ...]
    preparations: Mapping[Preparation, Mapping[str, str]]


def make(
    layout: Layout, ports: Ports, wanted: Collection[str], kafka: str, role_urls: Mapping[str, str]
) -> Plan:
    """Choose ports, write the configuration of what is wanted; starts nothing."""
    addresses = _addresses(ports, kafka)
    overridden = settings.overrides()
    keys = Keys(layout.secrets)
    merged = settings.merged(addresses, keys, layout.state, overridden)
    environments = {
        service: services.environment(service, merged, keys, role_urls)
        for service in SERVICES
        if service.name in wanted
    }
    programs = _services(ports, environments)
    if "sandbox" in wanted and not settings.has_real_app(overridden):
        programs.append(_sandbox(ports, addresses, overridden))
    if "gateway" in wanted:
        programs.append(_gateway(layout, ports, merged))
    return Plan(addresses, tuple(programs), _preparations(wanted, kafka, role_urls))


def _addresses(ports: Ports, kafka: str) -> Addresses:
    return Addresses(
        kafka=kafka,
        gateway=f"http://127.0.0.1:{ports.choose('gateway.http', 8080)}",
        sandbox=f"http://127.0.0.1:{ports.choose('sandbox.http', 8090)}",
        sandbox_upload=f"http://127.0.0.1:{ports.choose('sandbox.upload', 8091)}",
    )


def _services(ports: Ports, environments: Mapping[Service, Mapping[str, str]]) -> list[Program]:
    return [
        services.program(
            service,
            given,
            ports.choose(f"{service.name}.http", service.port),
            ports.choose(f"{service.name}.internal", service.port + 1000),
        )
        for service, given in environments.items()
    ]


def _sandbox(ports: Ports, addresses: Addresses, overridden: Mapping[str, str]) -> Program:
    http = ports.choose("sandbox.http", 8090)
    upload = ports.choose("sandbox.upload", 8091)
    changed = {name: text for name, text in overridden.items() if name.startswith("SANDBOX_")}
    return Program(
        "sandbox",
        (str(VENV_BIN / "postlog-sandbox"),),
        lambda: services.require_ok(http, "/healthz"),
        environment={**settings.sandbox(http, upload, addresses.gateway), **changed},
        ports={"http": http, "upload": upload},
    )


def _gateway(layout: Layout, ports: Ports, merged: Mapping[str, str]) -> Program:
    if not (gateway.PAGES / "index.html").exists():
        raise StackError("the pages are not built: make web")
    upstreams = {name: _upstream(ports, service) for name, service in UPSTREAMS.items()}
    prefixes = ",".join(merged.get(platform.media_prefixes, "") for platform in PLATFORMS)
    pages = {
        "GATEWAY_PAGES": str(gateway.PAGES),
        "GATEWAY_MEDIA_ORIGINS": gateway.origins(prefixes),
    }
    port = ports.choose("gateway.http", 8080)
    return gateway.program(layout.state / "gateway", port, upstreams | pages)


def _upstream(ports: Ports, service: str) -> str:
    preferred = next(one.port for one in SERVICES if one.name == service)
    return f"127.0.0.1:{ports.choose(f'{service}.http', preferred)}"


def _preparations(
    wanted: Collection[str], kafka: str, role_urls: Mapping[str, str]
) -> dict[Preparation, Mapping[str, str]]:
    """Find what the wanted services need: topics for all of them, tables for their own role."""
    roles = {service.role for service in SERVICES if service.name in wanted}
    return {
        one: {
            "PLATFORM_ENVIRONMENT": "development",
            "KAFKA_BOOTSTRAP_SERVERS": kafka,
            "DATABASE_URL": role_urls.get(one.role or "", ""),
        }
        for one in PREPARATIONS
        if (roles and one.role is None) or one.role in roles - {None}
    }
