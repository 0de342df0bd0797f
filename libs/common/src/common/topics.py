"""What a topic must be, and where a cluster differs from it; no I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FOREVER = -1
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as it must be; its partitions are fixed for ever, since keys map to them."""

    name: str
    key: str
    written_by: tuple[str, ...]
    read_by: tuple[str, ...]
    retention_ms: int = FOREVER
    partitions: int = 12

    def config(self, min_insync_replicas: int) -> dict[str, str]:
        """Give the topic's settings: never compacted, so that offsets have no holes."""
        return {
            "cleanup.policy": "delete",
            "retention.ms": str(self.retention_ms),
            "min.insync.replicas": str(min_insync_replicas),
        }


@dataclass(frozen=True, slots=True)
class Found:
    """One topic as the cluster has it."""

    partitions: int
    config: dict[str, str]


def drift(wanted: Sequence[Topic], found: dict[str, Found], min_insync: int) -> Iterator[str]:
    """Tell each difference as a sentence; nothing where the cluster is as it must be."""
    for topic in wanted:
        actual = found.get(topic.name)
        if actual is None:
            yield f"{topic.name}: missing"
            continue
        if actual.partitions != topic.partitions:
            yield f"{topic.name}: {actual.partitions} partitions, wanted {topic.partitions}"
        for name, value in topic.config(min_insync).items():
            if actual.config.get(name) != value:
                yield f"{topic.name}: {name} is {actual.config.get(name)}, wanted {value}"
