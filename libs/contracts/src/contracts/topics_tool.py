"""`postlog-topics apply|diff`: create what the registry says, or show where the cluster differs."""

import argparse
import asyncio
import os
import sys

from common.topic_admin import create, describe
from common.topics import drift
from contracts.topics import TOPICS


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
