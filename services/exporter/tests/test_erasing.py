"""What is exported of an account that was erased: only that it was."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest
from pyarrow import parquet

from common.event import Event
from contracts.accounts import AccountErased
from exporter import exporting
from exporter.exporting import Exporter
from exporter.iceberg import add_to_tables, open_catalogue
from exporter.manifest import Block, Manifest, replace_file

from .log import ACCOUNT, USER, append, connected, files_in, sampled

OTHER = UUID(int=7)
SAMPLES = ("postlog", "tiktok_MetricsSampled_v1")
PLACE = {"topic", "partition", "start", "end"}
Topic = Callable[..., Awaitable[str]]


def others(views: int) -> Event:
    """A sample of an account that stays."""
    return sampled(views).model_copy(update={"account_id": OTHER})


BEFORE: list[Event | bytes] = [connected(), b"?", *map(sampled, range(3)), *map(others, range(5))]
ERASED: list[Event | bytes] = [
    AccountErased(provider="tiktok", account_id=ACCOUNT, user_id=USER),
    others(9),
    sampled(10),  # written before, and come late
]


def silent(_done: int, _of: int) -> None:
    """Tell nobody how far it is."""


@pytest.fixture
async def exporter(kafka_servers: str, topic: Topic, tmp_path: Path) -> Exporter:
    """An exporter of a topic with the events of two accounts, which were exported."""
    name = await topic(partitions=2)
    await append(kafka_servers, name, BEFORE)
    made = Exporter(kafka_servers, tmp_path / "out", {name: 2}, block=2)
    await made.run(silent)
    return made


async def erase(exporter: Exporter) -> None:
    """Append that the account was erased."""
    [name] = exporter.topics
    await append(exporter.servers, name, ERASED, len(BEFORE))


def accounts_in(folder: Path) -> list[tuple[str, str]]:
    """Give the data set and the account of every row that names one."""
    return sorted(
        (path.relative_to(folder).parts[0], row["account_id"])
        for path in folder.glob("**/*.parquet")
        for row in parquet.ParquetFile(path).read().to_pylist()
        if row.get("account_id")
    )


async def test_the_next_run_leaves_out_all_that_is_of_the_account(exporter: Exporter) -> None:
    await erase(exporter)

    manifest = await exporter.run(silent)

    assert accounts_in(exporter.folder) == [
        ("accounts.AccountErased.v1", str(ACCOUNT)),
        *[("tiktok.MetricsSampled.v1", str(OTHER))] * 6,
    ]
    assert manifest.erased == [str(ACCOUNT)]
    assert sum(block.left_out for block in manifest.blocks) == 5
    for block in manifest.blocks:
        rows = sum(file.rows for file in block.files or ())
        assert rows + block.left_out == block.end - block.start
    assert {file.path for file in manifest.files()} == set(files_in(exporter.folder))
    assert [line async for line in exporter.differences()] == []


def numbers_of(exporter: Exporter) -> dict[str, int]:
    """Give each file's number on the disk: a file that was written again has another."""
    return {path: (exporter.folder / path).stat().st_ino for path in files_in(exporter.folder)}


async def test_blocks_without_rows_of_the_account_are_not_touched(exporter: Exporter) -> None:
    before = numbers_of(exporter)
    await erase(exporter)

    manifest = await exporter.run(silent)

    after = numbers_of(exporter)
    blocks = [block for block in manifest.blocks if not block.left_out]
    untouched = {file.path for block in blocks for file in block.files or ()} & set(before)
    assert untouched
    assert {path: before[path] for path in untouched} == {path: after[path] for path in untouched}


async def test_whether_it_is_erased_before_or_after_the_export_the_files_are_the_same(
    exporter: Exporter, tmp_path: Path
) -> None:
    await erase(exporter)
    manifest = await exporter.run(silent)
    late = Exporter(exporter.servers, tmp_path / "late", exporter.topics, block=2)
    blocks = [Block(**block.model_dump(include=PLACE)) for block in manifest.blocks]
    Manifest(blocks=blocks).save(late.folder)

    again = await late.run(silent)

    assert again == manifest
    assert files_in(late.folder) == files_in(exporter.folder)


async def test_a_second_run_changes_nothing(exporter: Exporter) -> None:
    await erase(exporter)
    first = await exporter.run(silent)
    before = files_in(exporter.folder)

    second = await exporter.run(silent)

    assert (second, files_in(exporter.folder)) == (first, before)


async def test_killed_at_any_write_the_next_run_ends_in_the_same_files(
    exporter: Exporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Exporter(exporter.servers, tmp_path / "whole", exporter.topics, block=2)
    shutil.copytree(exporter.folder, whole.folder)
    await erase(exporter)
    manifest = await whole.run(silent)
    kills = 0

    for dies_at in range(1, 100):
        writes = 0

        def write(path: Path, content: bytes, dies_at: int = dies_at) -> None:
            nonlocal writes
            writes += 1
            if writes == dies_at:
                raise KeyboardInterrupt
            replace_file(path, content)

        monkeypatch.setattr(exporting, "replace_file", write)
        monkeypatch.setattr("exporter.manifest.replace_file", write)
        try:
            await exporter.run(silent)
            break
        except KeyboardInterrupt:
            kills += 1
    monkeypatch.undo()

    assert kills > 3
    assert Manifest.load(exporter.folder).model_dump() == manifest.model_dump()
    assert files_in(exporter.folder) == files_in(whole.folder)


async def test_tables_are_made_anew_and_their_metadata_tells_nothing_of_the_account(
    exporter: Exporter, database_url: str
) -> None:
    add_to_tables(exporter.folder, database_url)
    metadata = set((exporter.folder / "iceberg").glob("**/*.avro"))
    await erase(exporter)
    await exporter.run(silent)

    add_to_tables(exporter.folder, database_url)
    second = add_to_tables(exporter.folder, database_url)

    with open_catalogue(exporter.folder, database_url) as catalogue:
        rows = catalogue.load_table(SAMPLES).scan().to_arrow().to_pylist()
        names = [name for _, name in catalogue.list_tables("postlog")]
    assert sorted(row["view_count"] for row in rows) == [0, 1, 2, 3, 4, 9]
    assert {row["account_id"] for row in rows} == {str(OTHER)}
    assert set(second.values()) == {0}
    assert "accounts_AccountConnected_v1" not in names
    assert metadata
    assert not metadata & set((exporter.folder / "iceberg").glob("**/*.avro"))
