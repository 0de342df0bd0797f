"""Fold TikTok posts out of a range of the log, as the CRM does; prints a JSON document a post.

spark-submit --packages … fold_posts.py 127.0.0.1:9092 ['{"0": [0, 1000], "1": [0, 900]}']

The second argument gives the range: from the first offset up to, without, the second. Without it
the whole topic is read.
"""

import json
import sys
from collections.abc import Mapping

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f

TOPIC = "tiktok.posts.v1"
VALUE = (
    "post_id string, account_id string, user_id string, status string, publish_id string,"
    " title string"
)
ASKED = ["tiktok.PostRequested.v1"]


def read(
    spark: SparkSession, servers: str, span: Mapping[str, tuple[int, int]] | None
) -> DataFrame:
    """Read the records of these offsets."""
    reader = (
        spark.read.format("kafka")
        .option("kafka.bootstrap.servers", servers)
        .option("includeHeaders", "true")
    )
    if span is None:
        return reader.option("subscribe", TOPIC).load()
    starts, ends = zip(*span.values(), strict=True)
    return (
        reader.option("assign", json.dumps({TOPIC: [int(one) for one in span]}))
        .option("startingOffsets", json.dumps({TOPIC: dict(zip(span, starts, strict=True))}))
        .option("endingOffsets", json.dumps({TOPIC: dict(zip(span, ends, strict=True))}))
        .load()
    )


def header(name: str) -> Column:
    """Give a header's text, null where there is none."""
    found = f.filter("headers", lambda one: one["key"] == name)
    return f.get(f.transform(found, lambda one: one["value"].cast("string")), 0)


def events(records: DataFrame) -> DataFrame:
    """Give the events of posts; what was redriven for others, and what is no event, is left out."""
    return (
        records.select(
            header("ce_type").alias("type"),
            header("ce_sequence").cast("long").alias("sequence"),
            header("redriven_for").alias("redriven_for"),
            f.from_json(f.col("value").cast("string"), VALUE).alias("said"),
            "topic",
            "partition",
            "offset",
        )
        .where("coalesce(redriven_for, 'crm-projector') = 'crm-projector'")
        .where("sequence IS NOT NULL AND said.post_id IS NOT NULL AND said.status IS NOT NULL")
    )


def folded(told: DataFrame) -> DataFrame:
    """Keep of each post what its newest event says; of two that are equally new, the first."""
    newest = f.struct("sequence", -f.col("offset"))
    said = f.struct("said.*", "topic", "partition", "offset")
    of_request = f.col("type").isin(ASKED)
    with_id = f.col("said.publish_id").isNotNull()
    return (
        told.groupBy(f.col("said.post_id").alias("post_id"))
        .agg(
            f.max_by(said, newest).alias("last"),
            f.max_by(f.when(with_id, f.col("said.publish_id")), f.when(with_id, newest)).alias(
                "publish_id"
            ),
            f.max_by(f.when(of_request, f.col("said.title")), f.when(of_request, newest)).alias(
                "title"
            ),
        )
        .selectExpr(
            "post_id",
            "last.account_id",
            "last.user_id",
            "last.status",
            "publish_id",
            "title",
            "last.topic",
            "last.partition",
            "last.offset",
        )
    )


def main() -> None:
    """Read, fold and print."""
    servers, *span = sys.argv[1:]
    spark = SparkSession.builder.appName("fold-posts").getOrCreate()
    spark.conf.set("spark.sql.shuffle.partitions", 4)  # more of them for a large range
    spark.conf.set("spark.sql.jsonGenerator.ignoreNullFields", "false")
    records = read(spark, servers, json.loads(span[0]) if span else None)
    posts = folded(events(records)).orderBy("post_id").toJSON().collect()
    sys.stdout.write("".join(f"{post}\n" for post in posts))
    spark.stop()


if __name__ == "__main__":
    main()
