"""Debezium's JDBC sink on Kafka Connect: one flat table, half of the records updates.

Its records are flat JSON with a schema, which is what it reads, and have the columns of
`account_events`. Each key is written once, and once more in the second half of the log.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid5

from aiokafka import AIOKafkaProducer
from benchmarks.events import BEGAN

from common.event import NAMESPACE

HERE = Path(__file__).parent
POM = HERE / "debezium" / "pom.xml"
JARS = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "postlog/debezium-3.5.0"
TOPIC, TABLE = "flat", "flat_events"
# A row of the second half counts twice: once for its insert, and once for its update.
SETTLED = f"SELECT coalesce(sum(round), 0)::bigint FROM {TABLE}"
TEXTS = ("account_id", "user_id", "subject", "type", "time", "payload", "correlation_id")
FIELDS = [
    *({"field": name, "type": "string", "optional": False} for name in TEXTS),
    *({"field": name, "type": "int64", "optional": False} for name in ("sequence", "round")),
]
SCHEMA = {"type": "struct", "name": "event", "fields": FIELDS}
KEY_FIELD = {"field": "event_id", "type": "string", "optional": False}
KEY_SCHEMA = {"type": "struct", "name": "key", "fields": [KEY_FIELD]}
WORKER = {
    "key.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    "offset.flush.interval.ms": "1000",
    "consumer.auto.offset.reset": "earliest",
    "consumer.max.poll.records": "1000",
    "listeners": "HTTP://127.0.0.1:0",
    "plugin.discovery": "service_load",
}
CONNECTOR = {
    "connector.class": "io.debezium.connector.jdbc.JdbcSinkConnector",
    "tasks.max": "2",
    "topics": TOPIC,
    "insert.mode": "upsert",
    "primary.key.mode": "record_key",
    "schema.evolution": "basic",
    "batch.size": "1000",
    "use.reduction.buffer": "true",
    "collection.name.format": TABLE,
}


async def produce(servers: str, size: int) -> None:
    """Write so many records: all keys, then all of them again."""
    async with AIOKafkaProducer(
        bootstrap_servers=servers, acks="all", linger_ms=20, max_batch_size=1 << 19
    ) as producer:
        for number in range(size):
            turn, which = divmod(number, (size + 1) // 2)
            key = str(uuid5(NAMESPACE, f"event {which}"))
            told = {"schema": KEY_SCHEMA, "payload": {"event_id": key}}
            value = {"schema": SCHEMA, "payload": _row(key, turn + 1)}
            await producer.send(TOPIC, json.dumps(value).encode(), json.dumps(told).encode())
        await producer.flush()


def _row(key: str, turn: int) -> dict[str, str | int]:
    payload = {"account_id": key, "user_id": key, "post_id": key, "publish_id": f"v_pub.{key}"}
    values = {"status": "PUBLISH_COMPLETE", "observed_at": BEGAN.isoformat(), "by": "webhook"}
    return {
        "account_id": key,
        "user_id": key,
        "subject": key,
        "type": "tiktok.StatusObserved.v1",
        "time": BEGAN.isoformat(),
        "payload": json.dumps(payload | values),
        "correlation_id": key,
        "sequence": turn,
        "round": turn,
    }


@contextmanager
def running(kafka: str, postgres: str, group: str) -> Iterator[int]:
    """Run Kafka Connect with the sink; gives its process id. It reads from the log's start."""
    address = urlsplit(postgres)
    place = f"{address.hostname}:{address.port}{address.path}"
    sink = {
        "name": group,
        "connection.url": f"jdbc:postgresql://{place}",
        "connection.username": str(address.username),
        "connection.password": str(address.password),
    }
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("w") as log:
        kept = {"bootstrap.servers": kafka, "offset.storage.file.filename": f"{folder}/offsets"}
        files = [
            _properties(Path(folder, "worker.properties"), WORKER | kept),
            _properties(Path(folder, "sink.properties"), CONNECTOR | sink),
        ]
        main = "org.apache.kafka.connect.cli.ConnectStandalone"
        quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
        command = ["java", "-Xmx1g", quiet, "-cp", f"{_jars()}/*", main, *files]
        with subprocess.Popen(command, stdout=log, stderr=log) as process:
            try:
                yield process.pid
            except SystemExit as error:
                raise SystemExit(f"{error}\n{Path(folder, 'log').read_text()[-2000:]}") from error
            finally:
                process.terminate()


def _properties(path: Path, values: dict[str, str]) -> str:
    path.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    return str(path)


def _jars() -> Path:
    """Fetch the jars once."""
    if not (JARS / "complete").exists():
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime"]
        command = ["mvn", "-q", "-B", "-f", str(POM), *goal, f"-DoutputDirectory={JARS}/libs"]
        subprocess.run(command, check=True)
        (JARS / "complete").touch()
    return JARS / "libs"
