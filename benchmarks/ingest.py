"""`webhook-ingest` beside a bare handler: what a signed webhook costs until Kafka has it.

wrk posts signed deliveries of many users over kept connections, to each contestant in turn. After
each run the log is asked: it must have grown by every 200, and in every partition. It starts a
Kafka of its own, and needs wrk. The exit status is 0 if every answer was a 200 and is in the log.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from benchmarks.meter import Meter
from benchmarks.report import Figures, Report
from benchmarks.servers import servers

from common.topic_admin import create
from contracts.topics import EVENT_TOPICS

TOPIC = "webhooks.tiktok.v1"
PARTITIONS = 12
SECRET, CLIENT_KEY = "benchmark-secret", "awbenchmark"
DELIVERIES = 20_000
SCRIPT = Path(__file__).with_name("ingest.lua")
BARE = "bare handler"


@dataclass(frozen=True)
class Server:
    """A contestant that listens; `kafka` is where it appends, or empty."""

    port: int
    pids: Sequence[int]
    kafka: str = ""

    def ends(self) -> list[int]:
        """Give the end of each partition, once it stands still; nothing where none is written."""
        return asyncio.run(_ends(self.kafka)) if self.kafka else []


@dataclass(frozen=True)
class Load:
    """What wrk is told."""

    connections: int
    seconds: int
    deliveries: Path

    def wrk(self, server: Server, seconds: int) -> Any:
        """Load the server; gives what the script tells at the end."""
        url = f"http://127.0.0.1:{server.port}"
        options = f"-t1 -c{self.connections} -d{seconds}s --timeout 10s -s {SCRIPT}"
        environment = {**os.environ, "DELIVERIES": str(self.deliveries)}
        command = ["wrk", *options.split(), url]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return json.loads(done.stdout.splitlines()[-1])


async def _ends(kafka: str) -> list[int]:
    partitions = [TopicPartition(TOPIC, number) for number in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka)
    consumer.assign(partitions)
    async with consumer:
        before: list[int] = []
        while (now := list((await consumer.end_offsets(partitions)).values())) != before:
            before = now
            await asyncio.sleep(0.3)
        return now


def run(server: Server, load: Load) -> Figures:
    """Warm the server up, load it, and compare its answers with the log."""
    before, meters = server.ends(), [Meter(pid) for pid in server.pids]
    warm = load.wrk(server, 1)
    used = sum(meter.cpu_seconds() for meter in meters)
    told = load.wrk(server, load.seconds)
    used = sum(meter.cpu_seconds() for meter in meters) - used
    grown = [after - end for after, end in zip(server.ends(), before, strict=True)]
    _compare([warm, told], grown, load.connections)
    return {
        "requests/s": told["answers"] / told["seconds"],
        "p50 ms": told["p50"],
        "p99 ms": told["p99"],
        "CPU us": used / told["answers"] * 1e6,
        "MiB": sum(meter.resident() for meter in meters) / (1 << 20),
    }


def _compare(told: Sequence[Any], grown: Sequence[int], connections: int) -> None:
    """Every answer must be a 200 and in the log; what was under way when wrk ended may be, too."""
    if any(one["refused"] or one["lost"] for one in told):
        raise SystemExit(f"not every answer is a 200: {told}")
    answers, most = sum(one["answers"] for one in told), len(told) * connections
    if grown and (not answers <= sum(grown) <= answers + most or not all(grown)):
        raise SystemExit(f"{answers} answers are 200, and the partitions grew by {grown}")


def write_deliveries(path: Path, users: int) -> None:
    """Write signed deliveries of this many users, in turn."""
    at = str(int(time.time()))
    with path.open("w") as file:
        for number in range(DELIVERIES):
            content = {"publish_id": f"v_pub_url~v2.{7_500_000_000_000_000_000 + number}"}
            content["publish_type"] = "DIRECT_PUBLISH"
            delivery = {
                "client_key": CLIENT_KEY,
                "event": "post.publish.complete",
                "create_time": int(at),
                "user_openid": f"-000{number % users:06d}xKq3mVn0T7wLr5Zs8Yc2",
                "content": json.dumps(content),
            }
            body = json.dumps(delivery)
            signed = hmac.new(SECRET.encode(), f"{at}.{body}".encode(), hashlib.sha256)
            file.write(f"t={at},s={signed.hexdigest()}\t{body}\n")


@contextmanager
def bare() -> Iterator[Server]:
    """Run the peer."""
    port = _free_port()
    with _process(port, {}, "benchmarks.bare", str(port)) as pid:
        yield Server(port, [pid])


@contextmanager
def ingest(kafka: str, settings: Mapping[str, str], processes: int = 1) -> Iterator[Server]:
    """Run the service as in production, until it is ready; several processes share the port."""
    environment = {
        "PLATFORM_ENVIRONMENT": "production",
        "HOST": "127.0.0.1",
        "PORT": str(_free_port()),
        "REUSE_PORT": str(processes > 1),
        "KAFKA_BOOTSTRAP_SERVERS": kafka,
        "TIKTOK_CLIENT_KEY": CLIENT_KEY,
        "TIKTOK_CLIENT_SECRET": SECRET,
        **settings,
    }
    port = int(environment["PORT"])
    with ExitStack() as exits:
        pids = []
        for _ in range(processes):
            environment["INTERNAL_PORT"] = str(_free_port())
            pids.append(exits.enter_context(_process(port, environment, "webhook_ingest")))
            _wait_until_ready(int(environment["INTERNAL_PORT"]))
        yield Server(port, pids, kafka)


class Collector(BaseHTTPRequestHandler):
    """Takes spans and forgets them."""

    def do_POST(self) -> None:
        """Read them all, and answer as an OTLP collector does."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def collector() -> Iterator[str]:
    """Listen for spans; gives the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def _process(port: int, environment: dict[str, str], *module: str) -> Iterator[int]:
    """Run a module until its port answers; gives its process id."""
    command = [sys.executable, "-m", *module]
    everything = {**os.environ, **environment}
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, env=everything, stdout=log, stderr=log) as process,
    ):
        try:
            _wait_until_open(port)
            yield process.pid
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_open(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


def _wait_until_ready(internal: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{internal}/readyz", timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("webhook-ingest does not become ready")


def measure(options: argparse.Namespace, report: Report) -> None:
    """Start everything once, then let all take turns under each load."""
    with ExitStack() as exits:
        kafka = exits.enter_context(servers("kafka"))["kafka_bootstrap_servers"]
        asyncio.run(create(kafka, EVENT_TOPICS, 1, 1))
        deliveries = Path(exits.enter_context(tempfile.TemporaryDirectory()), "deliveries")
        write_deliveries(deliveries, options.users)
        traced = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": exits.enter_context(collector()),
            "OTEL_TRACES_SAMPLER_ARG": "0.01",
        }
        running = {
            BARE: exits.enter_context(bare()),
            "one process": exits.enter_context(ingest(kafka, {})),
            "two processes": exits.enter_context(ingest(kafka, {}, 2)),
            "one, 1 % traced": exits.enter_context(ingest(kafka, traced)),
        }
        for connections in options.connections:
            load = Load(connections, options.seconds, deliveries)
            contestants = {name: partial(run, server, load) for name, server in running.items()}
            report.measure(f"{connections} connections", options.rounds, contestants)


def main() -> None:
    """Read the command line, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 64, 512])
    parser.add_argument("--rounds", type=int, default=3, help="how often all take a turn (3)")
    parser.add_argument("--seconds", type=int, default=5, help="how long a turn is (5)")
    parser.add_argument("--users", type=int, default=500, help="whose deliveries come (500)")
    parser.add_argument("--json", type=Path, help="where every round's figures are written")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("ingest: wrk is missing (Debian: apt-get install wrk)")
    report = Report("webhook-ingest", BARE, "requests/s", others=["CPU us"])
    measure(options, report)
    print(report.table())
    if options.json:
        report.write_json(options.json)


if __name__ == "__main__":
    main()
