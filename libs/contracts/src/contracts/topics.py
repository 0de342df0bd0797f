"""The registry of every topic, and the tool that creates them: `postlog-topics apply|diff`."""

import argparse
import asyncio
import os
import sys

from common.topics import DAY_MS, Topic, create, describe, drift

EVENT_TOPICS = [
    Topic(
        "webhooks.tiktok.v1", "platform_user_id", ("webhook-ingest",), ("tiktok", "crm-projector")
    ),
    Topic("grants.tiktok.v1", "account_id", ("auth",), ("tiktok",), retention_ms=7 * DAY_MS),
    Topic("accounts.v1", "account_id", ("tiktok",), ("auth", "crm-projector")),
    Topic("tiktok.posts.v1", "account_id", ("tiktok",), ("crm-projector",)),
]
SESSIONS = Topic(
    "sessions.v1", "session id", ("auth",), ("auth", "tiktok", "crm-projector"), DAY_MS, 1
)
COMMANDS = Topic("tiktok.commands.v1", "account_id", ("tiktok",), ("tiktok-scheduler",), 7 * DAY_MS)
# Faust's leader timers run nowhere, silently, without this topic.
FAUST_LEADER = Topic(
    "tiktok-scheduler-__assignor-__leader",
    "",
    ("tiktok-scheduler",),
    ("tiktok-scheduler",),
    DAY_MS,
    1,
)


def dead_letter_topics() -> list[Topic]:
    """Give a dead-letter topic for every reader of an event topic."""
    return [
        Topic(f"{topic.name}.{reader}.dlq", topic.key, (reader,), (), 30 * DAY_MS)
        for topic in EVENT_TOPICS
        for reader in topic.read_by
    ]


TOPICS = [*EVENT_TOPICS, SESSIONS, COMMANDS, FAUST_LEADER, *dead_letter_topics()]


async def _run(servers: str, command: str, replicas: int, min_insync: int) -> list[str]:
    if command == "apply":
        await create(servers, TOPICS, replicas, min_insync)
    return list(drift(TOPICS, await describe(servers, TOPICS), min_insync))


def main() -> None:
    """Create what is missing, or show the drift; exits 1 where the cluster still differs."""
    parser = argparse.ArgumentParser(prog="postlog-topics", description=__doc__)
    parser.add_argument("command", choices=["apply", "diff"])
    parser.add_argument("--replicas", type=int, default=1, help="replication factor of new topics")
    parser.add_argument("--min-insync-replicas", type=int, default=1)
    arguments = parser.parse_args()
    servers = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
    differences = asyncio.run(
        _run(servers, arguments.command, arguments.replicas, arguments.min_insync_replicas)
    )
    sys.stdout.write(
        "".join(f"{line}\n" for line in differences) or f"{len(TOPICS)} topics as wanted\n"
    )
    raise SystemExit(1 if differences else 0)
