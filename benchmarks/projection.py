"""`crm-projector project` beside Debezium's JDBC sink: what an event costs on its way into a row.

A log of mixed events of our contracts stands in Kafka, and as many flat records for the sink. Each
contestant in turn reads its log from the start to the end into empty tables. Ours is held back by
a lock until every process is ready; the sink's time begins with its first row. It starts a Kafka
and a PostgreSQL of its own. The exit status is 0 if every event was settled.
"""

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

import psycopg
from benchmarks import events, sink
from benchmarks.meter import TICKS_A_SECOND, Meter
from benchmarks.report import Contestants, Figures, Report
from benchmarks.servers import servers

from common.migrations import migrate
from common.topic_admin import create
from common.topics import Topic
from contracts.topics import TOPICS

SINK = "Debezium's sink"
SETTLED = "SELECT coalesce(sum(next_offset), 0)::bigint FROM crm.consumer_offsets"
TABLES = "SELECT 'crm.' || tablename FROM pg_tables WHERE schemaname = 'crm'"
LONGEST = 600
numbers = count(1)


@dataclass(frozen=True)
class Bench:
    """The servers of this run, and how many events stand in each log."""

    kafka: str
    postgres: str
    crm: str
    postgres_pid: int
    size: int

    def connect(self) -> psycopg.Connection:
        """Connect as PostgreSQL's superuser."""
        return psycopg.connect(self.postgres, autocommit=True)

    def projected(self, processes: int) -> Figures:
        """Let so many processes project the whole log."""
        with self.connect() as connection:
            self._empty(connection)
            with psycopg.connect(self.postgres) as holding:
                holding.execute("LOCK TABLE crm.log_times IN EXCLUSIVE MODE")
                with projectors(self.kafka, self.crm, processes) as pids:
                    holding.rollback()
                    return self._figures(connection, pids, SETTLED)

    def sunk(self) -> Figures:
        """Let the sink write the whole flat log."""
        with self.connect() as connection:
            connection.execute(f"DROP TABLE IF EXISTS {sink.TABLE}")
            with sink.running(self.kafka, self.postgres, f"sink-{next(numbers)}") as pid:
                self._wait(lambda: _count(connection, sink.SETTLED) > 0)
                return self._figures(connection, [pid], sink.SETTLED)

    def _empty(self, connection: psycopg.Connection) -> None:
        names = [name for (name,) in connection.execute(TABLES) if "version" not in name]
        connection.execute(f"TRUNCATE {', '.join(names)}")

    def _figures(self, connection: psycopg.Connection, pids: list[int], settled: str) -> Figures:
        """Measure from now until everything is settled."""
        meters = [Meter(pid) for pid in pids]
        before, began = _count(connection, settled), time.monotonic()
        used, by_postgres = _used(meters), used_by_all(self.postgres_pid)
        self._wait(lambda: _count(connection, settled) >= self.size)
        done, seconds = self.size - before, time.monotonic() - began
        used, by_postgres = _used(meters) - used, used_by_all(self.postgres_pid) - by_postgres
        return {
            "events/s": done / seconds,
            "CPU us an event": used / done * 1e6,
            "PostgreSQL us": by_postgres / done * 1e6,
            "events a CPU s": done / (used + by_postgres),
            "MiB": sum(meter.peak() for meter in meters) / (1 << 20),
        }

    def _wait(self, fact: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST
        while not fact():
            if time.monotonic() > deadline:
                raise SystemExit(f"not settled after {LONGEST} s")
            time.sleep(0.25)


def _count(connection: psycopg.Connection, query: str) -> int:
    try:
        row = connection.execute(query).fetchone()
    except psycopg.errors.UndefinedTable:
        return 0
    return int(row[0]) if row else 0


def _used(meters: list[Meter]) -> float:
    return sum(meter.cpu_seconds() for meter in meters)


def used_by_all(pid: int) -> float:
    """Give the seconds of a process, of those that it has started, and of those that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    seconds = sum(map(int, fields[11:15])) / TICKS_A_SECOND
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return seconds + sum(Meter(int(child)).cpu_seconds() for child in children)


@contextmanager
def projectors(kafka: str, crm: str, processes: int) -> Iterator[list[int]]:
    """Run so many projectors as in production, until all of them are ready; gives their ids."""
    with ExitStack() as exits:
        ports = [_free_port() for _ in range(processes)]
        running = [exits.enter_context(_projector(kafka, crm, port)) for port in ports]
        for port in ports:
            _wait_until_ready(port)
        yield [process.pid for process in running]


@contextmanager
def _projector(kafka: str, crm: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        "PLATFORM_ENVIRONMENT": "production",
        "HOST": "127.0.0.1",
        "INTERNAL_PORT": str(port),
        "KAFKA_BOOTSTRAP_SERVERS": kafka,
        "DATABASE_URL": crm,
    }
    command = [sys.executable, "-m", "crm_projector", "project"]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=log, stderr=log
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise SystemExit("crm-projector does not become ready")


async def write_logs(kafka: str, size: int) -> None:
    """Write both logs."""
    await create(kafka, [*TOPICS, Topic(sink.TOPIC, "event_id", (), ())], 1, 1)
    await events.produce(kafka, size)
    await sink.produce(kafka, size)


def measure(size: int, rounds: int, report: Report) -> None:
    """Write logs of this size, and let all take turns."""
    with servers("kafka", "postgres") as told:
        kafka, crm = told["kafka_bootstrap_servers"], told["role_urls"]["crm"]
        migrate(crm, "crm", "crm_projector")
        asyncio.run(write_logs(kafka, size))
        pid = told["programs"]["postgres"]["pid"]
        bench = Bench(kafka, told["postgres_url"], crm, pid, size)
        contestants: Contestants = {
            SINK: bench.sunk,
            "one process": partial(bench.projected, 1),
            "two processes": partial(bench.projected, 2),
        }
        report.measure(f"{size:,} events", rounds, contestants)


def main() -> None:
    """Read the command line, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--events", type=int, nargs="+", default=[100_000], help="sizes of the log (100000)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often all take a turn (3)")
    parser.add_argument("--json", type=Path, help="where every round's figures are written")
    options = parser.parse_args()
    report = Report("crm-projector project", SINK, "events/s")
    for size in options.events:
        measure(size, options.rounds, report)
    print(report.table())
    print(replace(report, rate="events a CPU s").table())  # what neighbours disturb less
    if options.json:
        report.write_json(options.json)


if __name__ == "__main__":
    main()
