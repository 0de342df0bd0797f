"""The exported files as Iceberg tables, in a catalogue in a real PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from exporter.exporting import Exporter
from exporter.iceberg import add_to_tables, open_catalogue

from .log import append, connected, delivered, sampled

SAMPLES = "tiktok_MetricsSampled_v1"


def silent(_done: int, _of: int) -> None:
    """Tell nobody how far it is."""


@pytest.fixture
async def exporter(
    kafka_servers: str, topic: Callable[..., Awaitable[str]], tmp_path: Path
) -> Exporter:
    """An exporter of a topic that was exported once."""
    name = await topic(partitions=2)
    await append(kafka_servers, name, [connected(), *map(sampled, range(4)), delivered(), b"?"])
    made = Exporter(kafka_servers, tmp_path / "out", {name: 2}, block=3)
    await made.run(silent)
    return made


def views(folder: Path, catalogue_url: str) -> list[int]:
    """The view counts in the table of samples."""
    with open_catalogue(folder, catalogue_url) as catalogue:
        table = catalogue.load_table(("postlog", SAMPLES))
        found: list[int] = table.scan().to_arrow()["view_count"].to_pylist()
    return sorted(found)


async def test_every_row_is_in_its_table_once_however_often_it_is_added(
    exporter: Exporter, database_url: str
) -> None:
    first = add_to_tables(exporter.folder, database_url)
    second = add_to_tables(exporter.folder, database_url)

    assert set(first) == {
        "accounts_AccountConnected_v1",
        SAMPLES,
        "unreadable",
        "webhooks_WebhookReceived_v1",
    }
    assert set(second.values()) == {0}
    assert views(exporter.folder, database_url) == [0, 1, 2, 3]


async def test_what_was_exported_since_is_added(
    exporter: Exporter, database_url: str, kafka_servers: str
) -> None:
    add_to_tables(exporter.folder, database_url)
    [name] = exporter.topics
    await append(kafka_servers, name, list(map(sampled, range(4, 7))), 7)
    await exporter.run(silent)

    add_to_tables(exporter.folder, database_url)

    assert views(exporter.folder, database_url) == [0, 1, 2, 3, 4, 5, 6]


async def test_two_at_once_add_each_file_once(exporter: Exporter, database_url: str) -> None:
    both = [asyncio.to_thread(add_to_tables, exporter.folder, database_url) for _ in range(2)]

    one, other = await asyncio.gather(*both)

    assert {one[SAMPLES], other[SAMPLES]} == {0, max(one[SAMPLES], other[SAMPLES])}
    assert views(exporter.folder, database_url) == [0, 1, 2, 3]


async def test_a_table_is_partitioned_by_day_and_read_as_it_was_before(
    exporter: Exporter, database_url: str, kafka_servers: str
) -> None:
    add_to_tables(exporter.folder, database_url)
    with open_catalogue(exporter.folder, database_url) as catalogue:
        before = catalogue.load_table(("postlog", SAMPLES)).current_snapshot()
    [name] = exporter.topics
    await append(kafka_servers, name, [sampled(9)], 40)
    await exporter.run(silent)
    add_to_tables(exporter.folder, database_url)

    with open_catalogue(exporter.folder, database_url) as catalogue:
        table = catalogue.load_table(("postlog", SAMPLES))
        partitions = table.inspect.partitions()["partition"].to_pylist()
        assert before is not None
        then = table.scan(snapshot_id=before.snapshot_id).to_arrow().num_rows
    assert {str(one["day"]) for one in partitions} == {"2026-11-02", "2026-11-03"}
    assert [field.name for field in table.spec().fields] == ["day"]
    assert then == 4
