"""Which programs run beside Kafka and PostgreSQL, at which ports, with which settings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from . import gateway, kafka, preparations, prometheus, services, settings
from .errors import StackError
from .keys import Keys
from .layout import VENV_BIN, Layout
from .platform import Addresses
from .platforms import PLATFORMS
from .ports import Ports
from .preparations import Preparation
from .program import Program
from .services import SERVICES, Service

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
    simulators: Mapping[str, str]

    def sandbox_urls(self) -> dict[str, str]:
        """Give where the sandbox, or another simulator, has its page for each platform it plays."""
        ports = next((one.ports for one in self.programs if one.name == "sandbox"), {})
        played = {
            platform.name: self.addresses.sandbox[platform.control_port]
            for platform in PLATFORMS
            if platform.control_port in ports
        }
        return {**played, **self.simulators}

    def prometheus_url(self) -> str:
        """Give where Prometheus has its pages; nothing where it is not in the stack."""
        ports = next((one.ports for one in self.programs if one.name == prometheus.NAME), {})
        return f"http://127.0.0.1:{ports['http']}" if ports else ""


def names() -> tuple[str, ...]:
    """Give every program's name, in the order in which they start."""
    services = (service.name for service in SERVICES)
    return (*kafka.names(), "postgres", "sandbox", *services, "gateway", prometheus.NAME)


def make(
    layout: Layout,
    ports: Ports,
    wanted: Collection[str],
    cluster: kafka.Cluster | None,
    role_urls: Mapping[str, str],
) -> Plan:
    """Choose ports, write the configuration of what is wanted; starts nothing."""
    overridden = settings.overrides()
    addresses = _addresses(ports, cluster.servers if cluster else "", overridden)
    keys = Keys(layout.secrets)
    merged = settings.merged(addresses, keys, layout.state, overridden)
    environments = {
        service: services.environment(service, merged, keys, role_urls)
        for service in SERVICES
        if service.name in wanted
    }
    programs = _services(ports, environments)
    if "sandbox" in wanted and settings.played(overridden):
        programs.append(_sandbox(ports, settings.sandbox(addresses, overridden), overridden))
    if "gateway" in wanted:
        programs.append(_gateway(layout, ports, merged))
    if prometheus.NAME in wanted:
        programs += _prometheus(layout, ports, programs)
    needed = _preparations(wanted, cluster, role_urls)
    return Plan(addresses, tuple(programs), needed, settings.simulators(overridden))


def _addresses(ports: Ports, servers: str, overridden: Mapping[str, str]) -> Addresses:
    gateway_url = f"http://127.0.0.1:{ports.choose('gateway.http', 8080)}"
    return Addresses(
        kafka=servers,
        gateway=gateway_url,
        public=overridden.get("PUBLIC_URL", gateway_url).rstrip("/"),
        sandbox={
            name: f"http://127.0.0.1:{ports.choose(f'sandbox.{name}', wished)}"
            for platform in PLATFORMS
            for name, wished in platform.sandbox_ports.items()
        },
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


def _sandbox(
    ports: Ports, environment: Mapping[str, str], overridden: Mapping[str, str]
) -> Program:
    """Play what has no app; it is healthy as a whole, so the page of one platform is asked."""
    used = {
        name: ports.choose(f"sandbox.{name}")
        for platform in settings.played(overridden)
        for name in platform.sandbox_ports
    }
    control, *_ = used.values()
    return Program(
        "sandbox",
        (str(VENV_BIN / "postlog-sandbox"),),
        lambda: services.require_ok(control, "/healthz"),
        environment=environment,
        ports=used,
    )


def _gateway(layout: Layout, ports: Ports, merged: Mapping[str, str]) -> Program:
    if not (gateway.PAGES / "index.html").exists():
        raise StackError("the pages are not built: make web")
    upstreams = {name: _upstream(ports, service) for name, service in UPSTREAMS.items()}
    prefixes = ",".join(merged.get(one.media_prefixes, "") for one in PLATFORMS)
    pages = {
        "GATEWAY_PAGES": str(gateway.PAGES),
        "GATEWAY_MEDIA_ORIGINS": gateway.origins(prefixes),
    }
    port = ports.choose("gateway.http", 8080)
    return gateway.program(layout.state / "gateway", port, upstreams | pages)


def _prometheus(layout: Layout, ports: Ports, programs: Sequence[Program]) -> list[Program]:
    """Watch all programs; on a machine that cannot get Prometheus the rest runs without it."""
    port = ports.choose("prometheus.http", 9090)
    try:
        server = prometheus.prepared(layout.state / prometheus.NAME, port, programs)
    except StackError as error:
        print(f"no Prometheus: {error}", flush=True)
        return []
    return [server.program()]


def _upstream(ports: Ports, service: str) -> str:
    preferred = next(one.port for one in SERVICES if one.name == service)
    return f"127.0.0.1:{ports.choose(f'{service}.http', preferred)}"


def _preparations(
    wanted: Collection[str], cluster: kafka.Cluster | None, role_urls: Mapping[str, str]
) -> dict[Preparation, Mapping[str, str]]:
    """Find what the wanted services need: topics for all of them, tables for their own role."""
    roles = {service.role for service in SERVICES if service.name in wanted}
    return {
        one: {
            "PLATFORM_ENVIRONMENT": "development",
            "KAFKA_BOOTSTRAP_SERVERS": cluster.servers if cluster else "",
            "DATABASE_URL": role_urls.get(one.role or "", ""),
        }
        for one in preparations.needed(cluster)
        if (roles and one.role is None) or one.role in roles - {None}
    }
