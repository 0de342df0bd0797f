"""Kafka in KRaft mode: one broker, or three that replicate."""

import asyncio
import base64
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient

from . import jvm
from .errors import StackError
from .ports import Ports
from .program import Program

# https://kafka.apache.org/documentation/#brokerconfigs
# The quorum is static, since a dynamic one remembers its port and the port may change. A killed
# broker may register again once its session is over: 3 s, where Kafka's own default is 9. Of three
# brokers, another one leads before a webhook is refused, which is after 3 s.
PROPERTIES = """\
process.roles=broker,controller
node.id={node}
controller.quorum.voters={voters}
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor={replicas}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor={replicas}
transaction.state.log.min.isr={insync}
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor={replicas}
share.coordinator.state.topic.min.isr={insync}
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms={session}
broker.heartbeat.interval.ms={heartbeat}
controller.quorum.fetch.timeout.ms={fetch}
log.cleaner.dedupe.buffer.size=16777216
num.network.threads=2
num.io.threads=4
"""

ALONE = {"session": 3000, "heartbeat": 500, "fetch": 2000}
REPLICATED = {"session": 1500, "heartbeat": 300, "fetch": 1000}


@dataclass(frozen=True)
class Broker:
    """A broker's directory and ports; preparing it twice changes nothing."""

    home: Path
    node: int
    broker: int
    controller: int

    @property
    def name(self) -> str:
        """The program's name."""
        return _name(self.node)

    @property
    def servers(self) -> str:
        """The bootstrap address."""
        return f"127.0.0.1:{self.broker}"

    @property
    def is_made(self) -> bool:
        """Whether a former run has formatted its log directory."""
        return (self.home / "data" / "meta.properties").exists()

    def prepare(self, cluster: "Cluster") -> None:
        """Format the log directory unless a former run did; half a format counts as none."""
        self.home.mkdir(parents=True, exist_ok=True)
        data = self.home / "data"
        if not self.is_made:
            fresh = self.home / "data.new"
            for half_made in (data, fresh):
                shutil.rmtree(half_made, ignore_errors=True)
            properties = str(self._write_properties(fresh, cluster))
            jvm.run("kafka.tools.StorageTool", "format", "-t", cluster.id, "-c", properties)
            fresh.rename(data)
        self._write_properties(data, cluster)

    def program(self) -> Program:
        """Give the server as a program."""
        ports = {"broker": self.broker, "controller": self.controller}
        return Program(self.name, self.command(jvm.with_archive()), self.check, ports=ports)

    def command(self, options: tuple[str, ...]) -> tuple[str, ...]:
        """Give the server's command line, with these options for the JVM."""
        return jvm.command(options, "kafka.Kafka", str(self.home / "server.properties"))

    def check(self) -> None:
        """Ask for the cluster: a broker is listed there once it takes records."""
        asyncio.run(_require(self.node, self.servers))

    def _write_properties(self, data: Path, cluster: "Cluster") -> Path:
        path = self.home / "server.properties"
        path.write_text(
            PROPERTIES.format(
                node=self.node,
                voters=cluster.voters,
                data=data,
                broker=self.broker,
                controller=self.controller,
                replicas=cluster.replicas,
                insync=cluster.insync,
                **(ALONE if cluster.replicas == 1 else REPLICATED),
            )
        )
        return path


@dataclass(frozen=True)
class Cluster:
    """The brokers of a stack, each of which votes, and what is replicated how often."""

    id: str
    brokers: tuple[Broker, ...]

    @property
    def servers(self) -> str:
        """The bootstrap addresses, as a comma list."""
        return ",".join(broker.servers for broker in self.brokers)

    @property
    def voters(self) -> str:
        """The controllers, as Kafka's setting lists them."""
        return ",".join(f"{one.node}@127.0.0.1:{one.controller}" for one in self.brokers)

    @property
    def replicas(self) -> int:
        """How many brokers hold each record."""
        return len(self.brokers)

    @property
    def insync(self) -> int:
        """How many must have a record before it is acknowledged: all of them but one."""
        return max(1, self.replicas - 1)


def size() -> int:
    """Give the number of brokers that POSTLOG_BROKERS asks for: 1 or 3."""
    text = os.environ.get("POSTLOG_BROKERS") or "1"
    if text not in {"1", "3"}:
        raise StackError(f"POSTLOG_BROKERS (make run BROKERS=…) is 1 or 3, not {text!r}")
    return int(text)


def names() -> list[str]:
    """Give the programs' names."""
    return [_name(node) for node in range(1, size() + 1)]


def prepared(state: Path, ports: Ports) -> Cluster:
    """Prepare the brokers of a stack; on a new machine this fetches Kafka first."""
    jvm.ensure_jars()
    jvm.ensure_archive(_train)
    return _prepared(state, ports, size())


def _prepared(state: Path, ports: Ports, count: int) -> Cluster:
    brokers = tuple(_at(state, ports, node) for node in range(1, count + 1))
    first = brokers[0]
    _refuse_another_number(state / "brokers", count, first)
    cluster = Cluster(_cluster_id(first), brokers)
    for broker in brokers:
        broker.prepare(cluster)
    return cluster


def _refuse_another_number(file: Path, count: int, first: Broker) -> None:
    """Remember how many voters the cluster has, which a static quorum cannot change."""
    made_for = int(file.read_text()) if file.exists() else 1 if first.is_made else count
    if made_for != count:
        raise StackError(f"{file.parent} is of {made_for} brokers, not {count}; take another state")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(count))


def _at(state: Path, ports: Ports, node: int) -> Broker:
    name = _name(node)
    wished = (9092, 9093) if node == 1 else (None, None)
    broker, controller = (
        ports.choose(f"{name}.{use}", port)
        for use, port in zip(("broker", "controller"), wished, strict=True)
    )
    return Broker(state / name, node, broker, controller)


def _name(node: int) -> str:
    return "kafka" if node == 1 else f"kafka-{node}"


def _train(scratch: Path, options: tuple[str, ...]) -> None:
    """Run a broker until it answers, with options that record which classes that takes."""
    [broker] = _prepared(scratch, Ports(scratch), 1).brokers
    jvm.run_until(broker.command(options), broker.check)


async def _require(node: int, servers: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=3000)
    try:
        await admin.start()
        cluster = await admin.describe_cluster()
    finally:
        await admin.close()
    if node not in {broker["node_id"] for broker in cluster["brokers"]}:
        raise StackError("the broker has not registered yet")


def _cluster_id(first: Broker) -> str:
    """Give the id that the first broker has, or make one.

    An id that begins with `-` would be taken for an option.
    """
    if first.is_made:
        told = (first.home / "data" / "meta.properties").read_text()
        return next(line.split("=", 1)[1] for line in told.splitlines() if "cluster.id=" in line)
    made = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
    return "k" + made[1:]
