"""Of every table and topic it is told what adds to it, and what deletes from it."""

import re
from pathlib import Path

from contracts.topics import TOPICS

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
GROWTH, RETENTION, SCHEMA = (
    (REFERENCE / f"{name}.md").read_text() for name in ("growth", "retention", "schema")
)


def named_in_growth() -> set[str]:
    """Give `schema.table` for each table in the part of its schema."""
    parts = re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", GROWTH, re.MULTILINE | re.DOTALL)
    return {
        f"{schema}.{table}"
        for schema, text in parts
        for row in re.findall(r"^\|([^|]*)\|", text, re.MULTILINE)
        for table in re.findall(r"`(\w+)`", row)
    }


def test_of_every_table_it_is_told_who_prunes_it() -> None:
    # The page of the schema is held against the databases by tests of its own.
    tables = {f"{one[0]}.{one[1]}" for one in re.findall(r"^\| `(\w+)\.(\w+)`", SCHEMA, re.M)}
    pruned = set(re.findall(r"`(\w+\.\w+)`", RETENTION))

    assert len(tables) > 60
    assert sorted(tables - named_in_growth() - pruned - {"auth.alembic_version"}) == []


def test_of_every_topic_it_is_told_how_long_it_is_kept() -> None:
    rows = re.findall(r"^\| ([^|]*) \|.*\| ([^|]*) \|$", GROWTH, re.MULTILINE)
    kept = {name: how for row, how in rows for name in re.findall(r"`([^`]+)`", row)}
    topics = [one.name for one in TOPICS if not one.name.endswith((".dlq", "__leader"))]

    assert len(topics) >= 9
    assert [name for name in topics if not kept.get(name)] == []
