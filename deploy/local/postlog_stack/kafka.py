"""One Kafka broker in KRaft mode."""

import asyncio
import base64
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
# broker may register again once its session is over: 3 s, where Kafka's own default is 9.
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=16777216
num.network.threads=2
num.io.threads=4
"""


@dataclass(frozen=True)
class Broker:
    """A broker's directory and ports; preparing it twice changes nothing."""

    home: Path
    broker: int
    controller: int

    @property
    def servers(self) -> str:
        """The bootstrap address."""
        return f"127.0.0.1:{self.broker}"

    def prepare(self) -> None:
        """Format the log directory unless a former run did; half a format counts as none."""
        self.home.mkdir(parents=True, exist_ok=True)
        data = self.home / "data"
        if not (data / "meta.properties").exists():
            fresh = self.home / "data.new"
            for half_made in (data, fresh):
                shutil.rmtree(half_made, ignore_errors=True)
            properties = str(self._write_properties(fresh))
            jvm.run("kafka.tools.StorageTool", "format", "-t", _cluster_id(), "-c", properties)
            fresh.rename(data)
        self._write_properties(data)

    def program(self) -> Program:
        """Give the server as a program."""
        ports = {"broker": self.broker, "controller": self.controller}
        return Program("kafka", self.command(jvm.with_archive()), self.check, ports=ports)

    def command(self, options: tuple[str, ...]) -> tuple[str, ...]:
        """Give the server's command line, with these options for the JVM."""
        return jvm.command(options, "kafka.Kafka", str(self.home / "server.properties"))

    def check(self) -> None:
        """Ask for the cluster: a broker is listed there once it takes records."""
        asyncio.run(_require_a_broker(self.servers))

    def _write_properties(self, data: Path) -> Path:
        path = self.home / "server.properties"
        path.write_text(
            PROPERTIES.format(data=data, broker=self.broker, controller=self.controller)
        )
        return path


def prepared(home: Path, ports: Ports) -> Broker:
    """Prepare the broker of a stack; on a new machine this fetches Kafka first."""
    jvm.ensure_jars()
    jvm.ensure_archive(_train)
    broker = _at(home, ports)
    broker.prepare()
    return broker


def _at(home: Path, ports: Ports) -> Broker:
    return Broker(home, ports.choose("kafka.broker", 9092), ports.choose("kafka.controller", 9093))


def _train(scratch: Path, options: tuple[str, ...]) -> None:
    """Run a broker until it answers, with options that record which classes that takes."""
    broker = _at(scratch / "broker", Ports(scratch))
    broker.prepare()
    jvm.run_until(broker.command(options), broker.check)


async def _require_a_broker(servers: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=3000)
    try:
        await admin.start()
        cluster = await admin.describe_cluster()
    finally:
        await admin.close()
    if not cluster["brokers"]:
        raise StackError("the broker has not registered yet")


def _cluster_id() -> str:
    """Make a cluster id; one that begins with `-` would be taken for an option."""
    made = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
    return "k" + made[1:]
