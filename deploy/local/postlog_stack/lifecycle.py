"""What `up` and `down` do, from any state a former run left behind."""

import shutil
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from . import health, kafka, plan, postgres, preparations, prometheus, record
from .errors import StackError
from .keys import Keys
from .layout import Layout, one_at_a_time
from .plan import Plan
from .ports import Ports
from .program import Program
from .record import ProgramRecord, StackRecord
from .supervisor import Supervisor


@dataclass(frozen=True)
class Wish:
    """What the caller of `up` asks for: some programs, or all of them.

    A stack for tests, which is not durable, has Prometheus only where it is named.
    """

    only: Collection[str] = ()
    durable: bool = True
    deadline: float = 120

    def __post_init__(self) -> None:
        if unknown := set(self.only) - set(plan.names()):
            raise StackError(f"unknown: {', '.join(unknown)}; there are: {', '.join(plan.names())}")

    def names(self) -> set[str]:
        """Give the programs that are meant."""
        return set(self.only) or set(plan.names()) - (set() if self.durable else {prometheus.NAME})


@dataclass(frozen=True)
class Servers:
    """Kafka and PostgreSQL, each where it is wanted."""

    cluster: kafka.Cluster | None
    database: postgres.Server | None

    def programs(self) -> list[Program]:
        """Give them as programs."""
        brokers = self.cluster.brokers if self.cluster else ()
        database = (self.database,) if self.database else ()
        return [server.program() for server in (*brokers, *database)]

    def bootstrap(self) -> str:
        """Give Kafka's address, or nothing."""
        return self.cluster.servers if self.cluster else ""

    def role_urls(self) -> dict[str, str]:
        """Give PostgreSQL's address for each role, or nothing."""
        return {role: self.database.url(role) for role in postgres.ROLES} if self.database else {}


def up(layout: Layout, wish: Wish) -> StackRecord:
    """Start what is asked for and not running, in order; what runs already stays."""
    layout.create()
    with one_at_a_time(layout.state):
        supervisor = Supervisor(layout)
        supervisor.clear()
        running = {name for name, one in supervisor.processes().items() if one.pid}
        wanted = wish.names() | running
        ports = _ports(layout, running)
        servers = _servers(layout, wish, ports, wanted)
        planned = _plan(layout, ports, wanted, servers)
        supervisor.start([*servers.programs(), *planned.programs])
        _start(layout, wish, servers, planned)
        written = _record(layout, servers, planned)
        written.write(layout.record)
        return written


def down(layout: Layout, purge: bool) -> None:
    """Stop everything of this state; `purge` also deletes the state itself."""
    if not layout.state.exists():
        return
    with one_at_a_time(layout.state):
        Supervisor(layout).shutdown()
        if purge:
            shutil.rmtree(layout.state)


def _ports(layout: Layout, running: set[str]) -> Ports:
    former = record.read(layout.record)
    remembered = former.ports() if former else {}
    held = {use for use in remembered if use.split(".")[0] in running}
    return Ports(layout.state, remembered, held)


def _servers(layout: Layout, wish: Wish, ports: Ports, wanted: set[str]) -> Servers:
    """Prepare Kafka and PostgreSQL side by side: both take a second the first time."""
    durability = postgres.DURABLE if wish.durable else postgres.FAST
    with ThreadPoolExecutor() as pool:
        cluster = pool.submit(
            lambda: kafka.prepared(layout.state, ports) if "kafka" in wanted else None
        )
        database = (
            postgres.prepared(layout.state / "postgres", ports, durability)
            if "postgres" in wanted
            else None
        )
    return Servers(cluster.result(), database)


def _plan(layout: Layout, ports: Ports, wanted: set[str], servers: Servers) -> Plan:
    """Plan the rest; key material is made where a service needs some."""
    planned = plan.make(layout, ports, wanted, servers.cluster, servers.role_urls())
    if planned.preparations:
        Keys(layout.secrets).create()
    return planned


def _start(layout: Layout, wish: Wish, servers: Servers, planned: Plan) -> None:
    supervisor = Supervisor(layout)
    health.start(supervisor, layout, servers.programs(), wish.deadline)
    if servers.database:
        servers.database.create_roles()
    preparations.run(layout, planned.preparations)
    health.start(supervisor, layout, planned.programs, wish.deadline)


def _record(layout: Layout, servers: Servers, planned: Plan) -> StackRecord:
    processes = Supervisor(layout).processes()
    programs = [*servers.programs(), *planned.programs]
    names = {program.name for program in programs}
    database = servers.database
    addresses = planned.addresses
    return StackRecord(
        state=str(layout.state),
        kafka_bootstrap_servers=servers.bootstrap(),
        postgres_url=database.url("postgres") if database else "",
        role_urls=servers.role_urls(),
        gateway_url=addresses.gateway if "gateway" in names else "",
        sandbox_urls=planned.sandbox_urls(),
        prometheus_url=planned.prometheus_url(),
        programs={
            program.name: ProgramRecord(
                pid=processes[program.name].pid,
                ports=dict(program.ports),
                log=str(layout.log(program.name)),
            )
            for program in programs
        },
    )
