"""The registry, and the tool that brings a cluster to it."""

import dataclasses
import uuid
from collections import Counter

import pytest

from common.topics import FOREVER
from contracts import topics_tool
from contracts.topics import COMMAND_TOPICS, EVENT_TOPICS, SESSIONS, TOPICS


def test_every_topic_is_named_once_and_never_compacted() -> None:
    assert Counter(topic.name for topic in TOPICS).most_common(1)[0][1] == 1
    assert {topic.config(1)["cleanup.policy"] for topic in TOPICS} == {"delete"}


def test_every_reader_of_events_has_a_dead_letter_topic() -> None:
    names = {topic.name for topic in TOPICS}

    assert {f"{t.name}.{reader}.dlq" for t in EVENT_TOPICS for reader in t.read_by} <= names


def test_what_tells_history_is_kept_and_what_is_sealed_is_not() -> None:
    kept = {topic.name: topic.retention_ms for topic in EVENT_TOPICS}

    assert {name for name, ms in kept.items() if ms != FOREVER} == {
        "grants.tiktok.v1",
        "grants.instagram.v1",
    }


def test_topics_that_are_read_whole_have_one_partition() -> None:
    single = {topic.name for topic in TOPICS if topic.partitions == 1}

    assert single == {
        SESSIONS.name,
        "tiktok-scheduler-__assignor-__leader",
        "instagram-scheduler-__assignor-__leader",
    }
    assert [topic.partitions for topic in COMMAND_TOPICS if topic.key] == [12, 12]


def test_the_tool_tells_the_drift_and_ends_it(
    kafka_servers: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prefix = uuid.uuid4().hex
    own = [dataclasses.replace(topic, name=f"{prefix}.{topic.name}") for topic in TOPICS[:3]]
    monkeypatch.setattr(topics_tool, "TOPICS", own)
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", kafka_servers)
    statuses, said = [], []
    for command in ("diff", "apply", "apply", "diff"):
        monkeypatch.setattr("sys.argv", ["postlog-topics", command])
        with pytest.raises(SystemExit) as ended:
            topics_tool.main()
        statuses.append(ended.value.code)
        said.append(capsys.readouterr().out)

    assert statuses == [1, 0, 0, 0]
    assert said[0] == "".join(f"{topic.name}: missing\n" for topic in own)
    assert said[3] == "3 topics as wanted\n"
