"""Topics and users as Strimzi's operators take them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from common.topics import Topic
from contracts.topics import TOPICS
from postlog_k8s.access import Rights, rights

CLUSTER = "postlog"
REPLICAS, IN_SYNC = 3, 2
Manifest = dict[str, Any]


def topics() -> Iterator[Manifest]:
    """Give a KafkaTopic for every topic of the registry."""
    yield from map(_topic, TOPICS)


def users() -> Iterator[Manifest]:
    """Give a KafkaUser for every writer and reader of the registry."""
    for name, given in rights().items():
        yield _user(name, given)


def _topic(topic: Topic) -> Manifest:
    name = re.sub(r"[^a-z0-9.-]+", "", topic.name)
    return _resource("KafkaTopic", name) | {
        "spec": {
            "topicName": topic.name,
            "partitions": topic.partitions,
            "replicas": REPLICAS,
            "config": _numbers(topic.config(IN_SYNC)),
        }
    }


def _user(name: str, given: Rights) -> Manifest:
    rules = [_rule("topic", one, given.topics[one]) for one in sorted(given.topics)]
    rules += [_rule("group", one, given.groups[one]) for one in sorted(given.groups)]
    return _resource("KafkaUser", name) | {
        "spec": {
            "authentication": {"type": "scram-sha-512"},
            "authorization": {"type": "simple", "acls": rules},
        }
    }


def _resource(kind: str, name: str) -> Manifest:
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": kind,
        "metadata": {"name": name, "labels": {"strimzi.io/cluster": CLUSTER}},
    }


def _rule(kind: str, name: str, operations: set[str]) -> Manifest:
    resource = {"type": kind, "name": name, "patternType": "literal"}
    return {"resource": resource, "operations": sorted(operations)}


def _numbers(config: Mapping[str, str]) -> dict[str, str | int]:
    return {
        name: int(text) if re.fullmatch(r"-?\d+", text) else text for name, text in config.items()
    }
