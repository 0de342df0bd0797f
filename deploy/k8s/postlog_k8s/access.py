"""Who may do what at Kafka: the registry of topics, as exact rights of each user."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from common.topics import Topic
from contracts.topics import EVENT_TOPICS, SESSIONS, TOPICS

OPERATOR = "crm-projector-api"
"""Serves the operators' pages: reads every dead letter and log, redrives, and sees all groups."""


@dataclass(slots=True)
class Rights:
    """What one user may do: operations by topic, and by consumer group."""

    topics: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    groups: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def rights() -> Mapping[str, Rights]:
    """Give the rights of every user, by name; a user's consumer group has its own name."""
    found: dict[str, Rights] = defaultdict(Rights)
    for topic in TOPICS:
        for writer in topic.written_by:
            found[writer].topics[topic.name] |= {"Write", "Describe"}
        for reader in topic.read_by:
            found[reader].topics[topic.name] |= {"Read", "Describe"}
            if topic is not SESSIONS:  # it is read whole, without a group
                found[reader].groups[reader].add("Read")
    found[OPERATOR] = _operator()
    return {name: found[name] for name in sorted(found)}


def _operator() -> Rights:
    given = Rights()
    given.topics[SESSIONS.name] |= {"Read", "Describe"}
    for topic in EVENT_TOPICS:
        given.topics[topic.name] |= {"Read", "Write", "Describe"}
        for reader in topic.read_by:
            given.topics[f"{topic.name}.{reader}.dlq"] |= {"Read", "Describe"}
            given.groups[reader].add("Describe")
    return given


def read_in_group(group: str, topics: Iterable[Topic] = TOPICS) -> list[Topic]:
    """Give the topics that a consumer group reads, without what only its leader election needs."""
    return [one for one in topics if group in one.read_by and one.key and one is not SESSIONS]
