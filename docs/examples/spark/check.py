"""Compare what Spark folds out of the log with the CRM's rows, at the offsets that the CRM has.

KAFKA_BOOTSTRAP_SERVERS=… DATABASE_URL=postgresql://crm:…@…/postlog \
    .venv/bin/python docs/examples/spark/check.py PATH/TO/spark-submit [FOLDER/OF/JARS]

It needs Java 17, PySpark 4.0.0 in an environment of its own that is first in PATH, and Maven
Central or a folder with the packages.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

PACKAGES = ",".join(
    [
        "org.apache.spark:spark-sql-kafka-0-10_2.13:4.0.0",
        "org.apache.spark:spark-token-provider-kafka-0-10_2.13:4.0.0",
        "org.apache.kafka:kafka-clients:3.9.0",
        "org.apache.commons:commons-pool2:2.12.0",
    ]
)
FOLD = Path(__file__).with_name("fold_posts.py")
OFFSETS = "SELECT partition, next_offset FROM crm.consumer_offsets WHERE topic = 'tiktok.posts.v1'"
POSTS = """
SELECT to_jsonb(post) FROM (
    SELECT post_id, account_id, user_id, status, publish_id, title, topic, partition, "offset"
    FROM crm.tiktok_posts ORDER BY post_id::text
) AS post
"""


def packages(folders: Sequence[str]) -> list[str]:
    """Say where Spark's reader of Kafka comes from."""
    jars = [str(jar) for folder in folders for jar in sorted(Path(folder).glob("*.jar"))]
    return ["--jars", ",".join(jars)] if jars else ["--packages", PACKAGES]


def main() -> None:
    """Read offsets and rows in one snapshot, fold up to these offsets, and compare."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        offsets = connection.execute(OFFSETS).fetchall()
        rows: list[Any] = [row for (row,) in connection.execute(POSTS)]
    span = json.dumps({str(partition): [0, offset] for partition, offset in offsets if offset})
    servers = os.environ["KAFKA_BOOTSTRAP_SERVERS"]
    submit = [sys.argv[1], "--master", "local[2]", *packages(sys.argv[2:])]
    done = subprocess.run([*submit, FOLD, servers, span], stdout=subprocess.PIPE, check=True)
    posts = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
    differing = [pair for pair in zip(posts, rows, strict=False) if pair[0] != pair[1]]
    if differing or len(posts) != len(rows):
        raise SystemExit(f"{len(posts)} posts of Spark, {len(rows)} rows, first: {differing[:1]}")
    sys.stdout.write(f"{len(posts)} posts are the same in Spark and in the CRM\n")


if __name__ == "__main__":
    main()
