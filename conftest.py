"""A real Kafka and a real PostgreSQL for every test that asks, and a database without a row.

In this order: the servers that TEST_KAFKA_BOOTSTRAP_SERVERS and TEST_POSTGRES_URL name, containers
where a Docker engine answers, the native stack. POSTLOG_STACK=docker|native chooses between the
last two. The header of a test run says which it is; nothing is ever skipped for want of a server.

The workers of one run (`pytest -n 2`) share the servers; each worker has its own databases.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError
from hypothesis import HealthCheck, settings
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from common.tracing import recording

CHECKOUT = Path(__file__).resolve().parent
INIT_SQL = CHECKOUT / "deploy" / "postgres" / "init.sql"
STACK = (sys.executable, str(CHECKOUT / "deploy" / "local" / "stack.py"))
STATES = Path("/var/tmp") / f"postlog-{os.getuid()}"
KAFKA, POSTGRES = "TEST_KAFKA_BOOTSTRAP_SERVERS", "TEST_POSTGRES_URL"
DATABASE_LOCK = 7_358_642_011  # any number that no other program takes a lock on
# These tests need a topic or a consumer group whose name the product gives.
OF_FIXED_NAMES = (
    "services/webhook-ingest/",
    "services/auth/tests/test_worker.py",
    "services/crm-projector/tests/operations/test_commands.py",
)
# These tests read the same trees, which one worker renders once.
OF_ONE_RENDERING = ("deploy/k8s/",)
DEADLINE_SECONDS = 60
# A test is over, but what it left running may hold locks and commit: it is ended first. A deleted
# row costs a hundredth of a truncated table, until there are many.
EMPTY = """
DO $$
DECLARE
    relation record;
BEGIN
    LOOP
        PERFORM pg_stat_clear_snapshot();
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend'
                AND pid <> pg_backend_pid();
        EXIT WHEN NOT FOUND;
        PERFORM pg_sleep(0.002);
    END LOOP;
    SET LOCAL session_replication_role = replica;  -- no order of foreign keys, no trigger
    FOR relation IN
        SELECT oid::regclass AS name, relkind AS kind, pg_relation_size(oid) > 1e6 AS is_big
        FROM pg_class WHERE relkind IN ('r', 'S') AND relname <> 'alembic_version'
            AND relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
    LOOP
        IF relation.kind = 'S' THEN
            PERFORM setval(relation.name, 1, false);
        ELSIF relation.is_big THEN
            EXECUTE format('TRUNCATE %s CASCADE', relation.name);
        ELSE
            EXECUTE format('DELETE FROM %s', relation.name);
        END IF;
    END LOOP;
END
$$
"""


class NativeServers:
    """The programs of `deploy/local/stack.py`, in a state of this test run's own."""

    def __init__(self) -> None:
        self._state = STATES / f"pytest-{os.getpid()}"
        self._started = False

    def kafka(self) -> str:
        """Start the broker."""
        return self._up("kafka")["kafka_bootstrap_servers"]

    def postgres(self) -> str:
        """Start the server, without fsync."""
        return self._up("postgres")["postgres_url"]

    def stop(self) -> None:
        """Stop both and delete their state."""
        if self._started:
            _stack("down", "--purge", "--state", str(self._state))

    def _up(self, program: str) -> dict[str, str]:
        if not self._started:
            _stop_dead_runs()
        self._started = True
        _stack("up", "--fast", "--only", program, "--state", str(self._state))
        addresses: dict[str, str] = json.loads((self._state / "stack.json").read_bytes())
        return addresses


class ContainerServers:
    """The images that docker-compose.yml runs, through testcontainers."""

    def __init__(self) -> None:
        # The reaper is one more image to fetch; the containers are removed here.
        os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
        self._stops: list[Callable[[], None]] = []

    def kafka(self) -> str:
        """Run Kafka, which must know before it starts at which address it will be reached."""
        from testcontainers.core.container import DockerContainer

        port = _free_port()
        container = DockerContainer("apache/kafka:4.3.1").with_bind_ports(port, port)
        for name, text in _kafka_settings(port).items():
            container.with_env(name, text)
        self._stops.append(container.stop)
        container.start()
        asyncio.run(_wait_for_broker(f"127.0.0.1:{port}"))
        return f"127.0.0.1:{port}"

    def postgres(self) -> str:
        """Run PostgreSQL."""
        from testcontainers.community.postgres import PostgresContainer

        container = PostgresContainer("postgres:17", driver=None)
        self._stops.append(container.stop)
        return str(container.start().get_connection_url())

    def stop(self) -> None:
        """Remove the containers."""
        for stop in reversed(self._stops):
            stop()


SERVERS = pytest.StashKey[NativeServers | ContainerServers]()
HEADER = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Choose where the servers come from; each is started when it is first asked for."""
    choice = os.environ.get("POSTLOG_STACK") or ("docker" if _docker_answers() else "native")
    config.stash[SERVERS] = ContainerServers() if choice == "docker" else NativeServers()
    config.stash[HEADER] = [
        f"kafka: {os.environ.get(KAFKA, choice)}",
        f"postgresql: {POSTGRES if POSTGRES in os.environ else choice}",
    ]
    # How long an example takes says more of the machine than of the code.
    settings.register_profile(
        "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("untimed")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which servers the tests run on."""
    return config.stash[HEADER]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the servers before the workers of pytest-xdist, which inherit the addresses."""
    if session.config.pluginmanager.hasplugin("dsession"):
        servers = session.config.stash[SERVERS]
        for variable, start in ((KAFKA, servers.kafka), (POSTGRES, servers.postgres)):
            if variable not in os.environ:
                os.environ[variable] = start()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker the next test when it has time, but one worker all tests of a fixed name."""
    scheduling = LoadScopeScheduling(config, log)
    scheduling._split_scope = _of_one_worker
    return scheduling


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, object, object]:
    """Let a worker send what a test has logged, even where it is no valid text."""
    return _without_surrogates((yield))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers however the run ended."""
    config.stash[SERVERS].stop()


@pytest.fixture(scope="session")
def kafka_servers(request: pytest.FixtureRequest) -> str:
    """Bootstrap servers of a running Kafka."""
    return os.environ.get(KAFKA) or request.config.stash[SERVERS].kafka()


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> str:
    """Superuser address of a running PostgreSQL."""
    return os.environ.get(POSTGRES) or request.config.stash[SERVERS].postgres()


@pytest.fixture(scope="session")
def exporter() -> InMemorySpanExporter:
    """Keeps every span: a process can set one tracer provider only, so all its tests share it."""
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    recording.use(provider, share=1.0)
    return kept


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> InMemorySpanExporter:
    """The spans of one test."""
    exporter.clear()
    return exporter


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """Superuser address of a fresh database with the role and schema of every service."""
    with ExitStack() as exits:
        with _alone(postgres_url) as server:
            name = f"test_{uuid.uuid4().hex}"
            url = exits.enter_context(_database(server, postgres_url, name))
        yield url


@pytest.fixture
def role_url(database_url: str) -> Callable[[str], str]:
    """Address of `database_url` for the role auth, tiktok or crm: `role_url("crm")`."""
    return partial(_as_role, database_url)


class StandingDatabases:
    """One database per name for all tests of this worker: made once, and emptied for each test.

    It is a copy of a template, which the first worker that needs it makes for the whole run.
    """

    def __init__(self, postgres_url: str, run: str, exits: ExitStack) -> None:
        self._postgres_url, self._run, self._exits = postgres_url, run, exits
        self._standing: dict[str, tuple[str, psycopg.Connection]] = {}

    def emptied(self, name: str, make: Callable[[str], object], role: str | None = None) -> str:
        """Address for the role, or a superuser; `make` gets it to make the tables, once."""
        if name not in self._standing:
            self._standing[name] = self._copied(f"test_{self._run}_{name}", make, role)
        url, connection = self._standing[name]
        connection.execute(EMPTY)
        return url

    def _copied(
        self, template: str, make: Callable[[str], object], role: str | None
    ) -> tuple[str, psycopg.Connection]:
        with ExitStack() as made, _alone(self._postgres_url) as server:
            if not _exists(server, template):
                first = made.enter_context(_database(server, self._postgres_url, template))
                make(_as_role(first, role))
            copy = _database(server, self._postgres_url, f"test_{uuid.uuid4().hex}", template)
            url = made.enter_context(copy)
            connection = made.enter_context(psycopg.connect(url, autocommit=True))
            self._exits.enter_context(made.pop_all())
        return _as_role(url, role), connection


@pytest.fixture(scope="session")
def standing_databases(postgres_url: str, testrun_uid: str) -> Iterator[StandingDatabases]:
    """The databases that all tests of a member share, one after the other."""
    with ExitStack() as exits:
        yield StandingDatabases(postgres_url, testrun_uid, exits)


@pytest.fixture
def emptied_url(standing_databases: StandingDatabases) -> Callable[..., str]:
    """Give a database whose tables stand and are empty; far quicker than a fresh one.

    `emptied_url("crm", lambda url: migrate(url, "crm", "crm_projector"), role="crm")`
    """
    return standing_databases.emptied


@contextmanager
def _alone(postgres_url: str) -> Iterator[psycopg.Connection]:
    """Connect as the only process that makes or drops databases: workers share the templates."""
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [DATABASE_LOCK])
        yield server


@contextmanager
def _database(
    server: psycopg.Connection, postgres_url: str, name: str, template: str = "template1"
) -> Iterator[str]:
    """Copy a template; the rights to a database are not copied, so they are given again."""
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
    url = urlsplit(postgres_url)._replace(path=f"/{name}").geturl()
    with psycopg.connect(url, autocommit=True) as fresh:
        fresh.execute(INIT_SQL.read_bytes())
    try:
        yield url
    finally:
        with _alone(postgres_url) as last:
            last.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _exists(server: psycopg.Connection, name: str) -> bool:
    found = server.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return found.rowcount > 0


def _as_role(database_url: str, role: str | None) -> str:
    if role is None:
        return database_url
    url = urlsplit(database_url)
    _, _, host = url.netloc.rpartition("@")
    return url._replace(netloc=f"{role}:{role}-local-only@{host}").geturl()


@pytest.fixture(scope="session")
def free_port() -> Iterator[Callable[[], int]]:
    """Give ports where nobody listens, and which nobody else is given before the tests end.

    A socket without a listener keeps each: a server that sets SO_REUSEADDR can still listen.
    """
    with ExitStack() as exits:

        def choose() -> int:
            kept = exits.enter_context(socket.socket())
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            kept.bind(("127.0.0.1", 0))
            return int(kept.getsockname()[1])

        yield choose


@pytest.fixture
def topic(kafka_servers: str) -> Callable[..., Awaitable[str]]:
    """Create a topic of its own: `await topic(partitions=4)` gives its name once it has leaders."""

    async def create(partitions: int = 4) -> str:
        name = f"test.{uuid.uuid4().hex}"
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka_servers)
        await admin.start()
        try:
            await admin.create_topics([NewTopic(name, partitions, 1)])
            await _wait_for_leaders(admin, name, partitions)
        finally:
            await admin.close()
        return name

    return create


async def _wait_for_leaders(admin: AIOKafkaAdminClient, topic: str, partitions: int) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        [described] = await admin.describe_topics([topic])
        leaders = [one for one in described["partitions"] if one["error_code"] == 0]
        if len(leaders) == partitions:
            return
        await asyncio.sleep(0.02)
    raise TimeoutError(f"{topic} has no leaders")


async def _wait_for_broker(servers: str) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not await _takes_connections(servers):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Kafka does not answer at {servers}")
        await asyncio.sleep(0.2)


async def _takes_connections(servers: str) -> bool:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    try:
        await admin.start()
    except KafkaError:
        return False
    finally:
        await admin.close()
    return True


def _stack(*arguments: str) -> None:
    done = subprocess.run((*STACK, *arguments), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"stack.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def _stop_dead_runs() -> None:
    """Stop the servers of test runs that were killed before they could."""
    for state in STATES.glob("pytest-*"):
        if not Path("/proc", state.name.removeprefix("pytest-")).exists():
            _stack("down", "--purge", "--state", str(state))


def _of_one_worker(test: str) -> str:
    """Name the tests that must run in the same worker as this one."""
    return next(
        (path for path in (*OF_FIXED_NAMES, *OF_ONE_RENDERING) if test.startswith(path)), test
    )


def _without_surrogates(data: Any) -> Any:
    match data:
        case str():
            return data.encode(errors="backslashreplace").decode()
        case dict():
            return {name: _without_surrogates(value) for name, value in data.items()}
        case list() | tuple():
            return type(data)(_without_surrogates(value) for value in data)
    return data


def _docker_answers() -> bool:
    try:
        command = ("docker", "info", "--format", "{{.ServerVersion}}")
        return not subprocess.run(command, capture_output=True, timeout=10, check=False).returncode
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _kafka_settings(port: int) -> dict[str, str]:
    return {
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_NODE_ID": "1",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_LISTENERS": f"PLAINTEXT://:{port},CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://127.0.0.1:{port}",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "4",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    }
