"""From a webhook to its row: how long until everybody can see what TikTok has said.

Signed deliveries go to `webhook-ingest` at a steady rate, whatever the answers take; a trigger
tells of each row at its commit. It starts everything of its own. The exit status is 0 if every
delivery was answered with 200 and became a row.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import aiohttp
import psycopg
from benchmarks.ingest import ingest, write_deliveries
from benchmarks.projection import projectors
from benchmarks.report import Figures, Report
from benchmarks.servers import servers

from common.migrations import migrate
from common.topic_admin import create
from contracts.topics import TOPICS

USERS = 500
TRIGGER = """
CREATE FUNCTION crm.tell_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('rows', NEW.publish_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER tell_row AFTER INSERT ON crm.webhook_events
    FOR EACH ROW EXECUTE FUNCTION crm.tell_row();
"""


@dataclass
class Run:
    """What was sent when, and how long each answer and each row took, in seconds."""

    url: str
    sent: dict[str, float] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)
    visible: list[float] = field(default_factory=list)

    async def send(self, session: aiohttp.ClientSession, signature: str, body: str) -> None:
        """Deliver one, and note how long the answer took."""
        publish_id = body.partition("publish_id")[2].split('"')[2].rstrip("\\")
        began = self.sent[publish_id] = time.monotonic()
        headers = {"TikTok-Signature": signature, "Content-Type": "application/json"}
        async with session.post(self.url, data=body.encode(), headers=headers) as answer:
            answer.raise_for_status()
        self.answered.append(time.monotonic() - began)

    async def watch(self, connection: psycopg.AsyncConnection, rows: int) -> None:
        """Note how long each of so many rows took."""
        async with aclosing(connection.notifies()) as notices:
            async for notice in notices:
                self.visible.append(time.monotonic() - self.sent[notice.payload])
                if len(self.visible) == rows:
                    return


async def measure_one(url: str, postgres: str, deliveries: Sequence[str], rate: int) -> Figures:
    """Send these deliveries at a rate, and wait for their rows."""
    run = Run(url)
    async with (
        await psycopg.AsyncConnection.connect(postgres, autocommit=True) as connection,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        asyncio.timeout(len(deliveries) / rate + 60),
        asyncio.TaskGroup() as group,
    ):
        await connection.execute("LISTEN rows")
        group.create_task(run.watch(connection, len(deliveries)))
        began = time.monotonic()
        for number, line in enumerate(deliveries):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            group.create_task(run.send(session, *line.rstrip("\n").split("\t")))
    return {
        "answer p50 ms": _percentile(run.answered, 50),
        "row p50 ms": _percentile(run.visible, 50),
        "row p99 ms": _percentile(run.visible, 99),
    }


def _percentile(seconds: Sequence[float], of_a_hundred: int) -> float:
    return quantiles(seconds, n=100)[of_a_hundred - 1] * 1000


def measure(options: argparse.Namespace, report: Report) -> None:
    """Start everything, and send at each rate in turn."""
    with ExitStack() as exits:
        told = exits.enter_context(servers("kafka", "postgres"))
        kafka, postgres = told["kafka_bootstrap_servers"], told["postgres_url"]
        crm = told["role_urls"]["crm"]
        asyncio.run(create(kafka, TOPICS, 1, 1))
        migrate(crm, "crm", "crm_projector")
        with psycopg.connect(postgres) as connection:
            connection.execute(TRIGGER)
        exits.enter_context(projectors(kafka, crm, 1))
        server = exits.enter_context(ingest(kafka, {}))
        path = Path(exits.enter_context(tempfile.TemporaryDirectory()), "deliveries")
        write_deliveries(path, USERS)
        lines = iter(path.read_text().splitlines())
        url = f"http://127.0.0.1:{server.port}/api/webhooks/tiktok"
        for rate in options.rates:
            count = max(options.fewest, rate * options.seconds)

            def run(rate: int = rate, count: int = count) -> Figures:
                chosen = [*_take(lines, count)]
                return asyncio.run(measure_one(url, postgres, chosen, rate))

            report.measure(f"{rate} deliveries/s", options.rounds, {"Postlog": run})


def _take(lines: Iterator[str], count: int) -> Iterator[str]:
    for _ in range(count):
        yield next(lines)


def main() -> None:
    """Read the command line, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=int, nargs="+", default=[5, 300], help="deliveries/s")
    parser.add_argument("--rounds", type=int, default=3, help="how often each rate has a turn (3)")
    parser.add_argument("--seconds", type=int, default=10, help="how long a turn is (10)")
    parser.add_argument("--fewest", type=int, default=100, help="deliveries of a turn (100)")
    parser.add_argument("--json", type=Path, help="where every round's figures are written")
    options = parser.parse_args()
    report = Report("from a webhook to its row", "Postlog", "row p50 ms")
    measure(options, report)
    print(report.table())
    if options.json:
        report.write_json(options.json)


if __name__ == "__main__":
    main()
