"""`crm-projector rebuild` beside Debezium's JDBC sink and the live projection, over one log.

Each contestant in turn makes its tables from the whole log, on a Kafka and a PostgreSQL of this
run's own: the sink its one flat table, `project` the live tables, `rebuild` all tables with their
keys, indexes and statistics, in one process or in several that share the partitions. The exit
status is 0 if every record was taken by each.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.projection import SINK, Bench, used_by_all, write_logs
from benchmarks.report import Contestants, Figures, Report
from benchmarks.servers import servers

from common.migrations import migrate

LIVE = "project, one process"
PARTITIONS = 12


@dataclass(frozen=True)
class RebuildBench(Bench):
    """The same servers, and the rebuild as one more contestant."""

    def rebuilt(self, processes: int) -> Figures:
        """Let so many processes make the tables anew, each a share of them."""
        with self.connect() as connection:
            connection.execute("DROP SCHEMA IF EXISTS crm_next CASCADE")
        by_postgres = used_by_all(self.postgres_pid)
        running = [self._started(number, processes) for number in range(processes)]
        ended = [_ended(process) for process in running]
        by_postgres = used_by_all(self.postgres_pid) - by_postgres
        said = [one for one, _ in ended]
        done, used = sum(one["records"] for one in said), sum(use.ru_utime for _, use in ended)
        used += sum(use.ru_stime for _, use in ended)
        if done != self.size or not any(one["is_whole"] for one in said):
            raise SystemExit(f"{done} of {self.size} records were taken: {said}")
        return {
            "events/s": done / max(one["seconds"] for one in said),
            "CPU us an event": used / done * 1e6,
            "PostgreSQL us": by_postgres / done * 1e6,
            "events a CPU s": done / (used + by_postgres),
            "MiB": sum(use.ru_maxrss for _, use in ended) / 1024,
        }

    def _started(self, number: int, processes: int) -> subprocess.Popen[bytes]:
        share = ",".join(str(one) for one in range(number, PARTITIONS, processes))
        command = [sys.executable, "-m", "crm_projector", "rebuild", "--json"]
        given = {"KAFKA_BOOTSTRAP_SERVERS": self.kafka, "DATABASE_URL": self.crm}
        return subprocess.Popen(
            [*command, "--partitions", share],
            env={**os.environ, **given},
            stdout=subprocess.PIPE,
        )


def _ended(process: "subprocess.Popen[bytes]") -> tuple[dict[str, float], "resource.struct_rusage"]:
    """Wait for a process; gives what it said, and what it used."""
    output = process.stdout
    said = output.read() if output else b""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"rebuild ended with {process.returncode}: {said.decode()}")
    return json.loads(said), used


def measure(size: int, rounds: int, report: Report) -> None:
    """Write logs of this size, and let all take turns."""
    with servers("kafka", "postgres") as told:
        kafka, crm = told["kafka_bootstrap_servers"], told["role_urls"]["crm"]
        migrate(crm, "crm", "crm_projector")
        asyncio.run(write_logs(kafka, size))
        pid = told["programs"]["postgres"]["pid"]
        bench = RebuildBench(kafka, told["postgres_url"], crm, pid, size)
        contestants: Contestants = {
            SINK: bench.sunk,
            LIVE: partial(bench.projected, 1),
            "rebuild, one process": partial(bench.rebuilt, 1),
            "rebuild, two processes": partial(bench.rebuilt, 2),
            "rebuild, four processes": partial(bench.rebuilt, 4),
        }
        report.measure(f"{size:,} events", rounds, contestants)


def main() -> None:
    """Read the command line, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[200_000], help="sizes (200000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often all take a turn (3)")
    parser.add_argument("--json", type=Path, help="where every round's figures are written")
    options = parser.parse_args()
    report = Report("crm-projector rebuild", SINK, "events/s")
    for size in options.events:
        measure(size, options.rounds, report)
    print(report.table())
    print(replace(report, rate="events a CPU s").table())  # what neighbours disturb less
    if options.json:
        report.write_json(options.json)


if __name__ == "__main__":
    main()
