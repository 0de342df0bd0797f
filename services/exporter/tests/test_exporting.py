"""Exports of a real topic: each record once, whatever happens, and always the same bytes."""

import fcntl
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from common.event import Event
from exporter import exporting
from exporter.exporting import Busy, Exporter, Missing
from exporter.manifest import Manifest, replace_file

from .log import append, connected, delivered, files_in, places_in, sampled

EVENTS: list[Event | bytes] = [connected(), b"poison", *map(sampled, range(6)), delivered()]
PLACES = sorted((number % 2, number // 2) for number in range(len(EVENTS)))
MORE: list[Event | bytes] = list(map(sampled, range(10, 15)))
ALL = sorted((number % 2, number // 2) for number in range(len(EVENTS) + len(MORE)))


def silent(_done: int, _of: int) -> None:
    """Tell nobody how far it is."""


@pytest.fixture
async def name(kafka_servers: str, topic: Callable[..., Awaitable[str]]) -> str:
    """A topic of two partitions with events."""
    made = await topic(partitions=2)
    await append(kafka_servers, made, EVENTS)
    return made


@pytest.fixture
def exporter(kafka_servers: str, name: str, tmp_path: Path) -> Exporter:
    """An exporter of that topic, in blocks of two records."""
    return Exporter(kafka_servers, tmp_path / "out", {name: 2}, block=2)


async def test_every_record_is_exported_once(exporter: Exporter) -> None:
    manifest = await exporter.run(silent)

    assert places_in(exporter.folder) == PLACES
    assert sum(file.rows for file in manifest.files()) == len(EVENTS)
    assert {file.path for file in manifest.files()} == set(files_in(exporter.folder))


async def test_files_lie_by_type_and_day(exporter: Exporter) -> None:
    await exporter.run(silent)

    folders = {path.rpartition("/")[0] for path in files_in(exporter.folder)}
    assert "accounts.AccountConnected.v1/day=2026-11-01" in folders
    assert "tiktok.MetricsSampled.v1/day=2026-11-02" in folders
    assert any(folder.startswith("unreadable/day=") for folder in folders)


async def test_a_second_run_changes_nothing(exporter: Exporter) -> None:
    first = await exporter.run(silent)
    before = files_in(exporter.folder)

    second = await exporter.run(silent)

    assert (second, files_in(exporter.folder)) == (first, before)


async def test_a_later_run_adds_what_has_come_and_touches_nothing_else(
    exporter: Exporter, kafka_servers: str, name: str
) -> None:
    await exporter.run(silent)
    before = files_in(exporter.folder)
    await append(kafka_servers, name, MORE, len(EVENTS))

    await exporter.run(silent)

    after = files_in(exporter.folder)
    assert before.items() < after.items()
    assert places_in(exporter.folder) == ALL


async def test_two_folders_with_the_same_blocks_have_the_same_bytes(
    exporter: Exporter, kafka_servers: str, name: str, tmp_path: Path
) -> None:
    first = await exporter.run(silent)
    other = Exporter(kafka_servers, tmp_path / "other", {name: 2}, block=2)

    second = await other.run(silent)

    assert second == first
    assert files_in(other.folder) == files_in(exporter.folder)


async def test_killed_at_any_write_an_export_ends_as_if_it_had_not_been(
    exporter: Exporter, kafka_servers: str, name: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    whole = Exporter(kafka_servers, tmp_path / "whole", {name: 2}, block=2)
    await whole.run(silent)
    writes = len(files_in(whole.folder)) + len(Manifest.load(whole.folder).blocks) + 1

    for left in range(writes):
        interrupted = Exporter(kafka_servers, tmp_path / f"at-{left}", {name: 2}, block=2)
        remaining = [left]

        def write(path: Path, content: bytes, remaining: list[int] = remaining) -> None:
            if not remaining[0]:
                raise KeyboardInterrupt
            remaining[0] -= 1
            replace_file(path, content)

        with monkeypatch.context() as patched:
            patched.setattr(exporting, "replace_file", write)
            patched.setattr("exporter.manifest.replace_file", write)
            with pytest.raises(KeyboardInterrupt):
                await interrupted.run(silent)
        await interrupted.run(silent)

        assert files_in(interrupted.folder) == files_in(whole.folder)
        assert Manifest.load(interrupted.folder) == Manifest.load(whole.folder)


async def test_what_came_after_a_kill_is_no_part_of_the_blocks_that_were_planned(
    exporter: Exporter, kafka_servers: str, name: str
) -> None:
    manifest = await exporter.run(silent)
    manifest.blocks[-1].files = None  # as if killed before the last block's end was written
    manifest.save(exporter.folder)
    await append(kafka_servers, name, MORE, len(EVENTS))

    await exporter.run(silent)

    assert places_in(exporter.folder) == ALL


async def test_verifying_finds_a_file_that_is_not_what_the_log_gives(exporter: Exporter) -> None:
    manifest = await exporter.run(silent)
    assert [one async for one in exporter.differences()] == []
    path = next(manifest.files()).path
    (exporter.folder / path).write_bytes(b"PAR1")

    found = [one async for one in exporter.differences()]

    assert found == [f"{path}: the file is not what was written"]


async def test_two_exports_into_one_folder_do_not_meet(exporter: Exporter) -> None:
    exporter.folder.mkdir()
    with (exporter.folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(Busy):
            await exporter.run(silent)

    assert not (exporter.folder / "manifest.json").exists()


async def test_records_that_the_topic_forgot_are_named_as_lost(
    exporter: Exporter, kafka_servers: str, name: str
) -> None:
    await exporter.run(silent)
    await append(kafka_servers, name, MORE, len(EVENTS))
    await forget(kafka_servers, name, 0, 6)

    manifest = await exporter.run(silent)

    assert [(one.partition, one.start, one.end) for one in manifest.lost] == [(0, 5, 6)]
    assert places_in(exporter.folder) == [place for place in ALL if place != (0, 5)]


async def test_a_planned_block_that_the_log_no_longer_has_is_not_written_in_part(
    exporter: Exporter, kafka_servers: str, name: str
) -> None:
    manifest = await exporter.run(silent)
    manifest.blocks[0].files = None
    manifest.save(exporter.folder)
    await forget(kafka_servers, name, 0, 1)

    with pytest.raises(Missing):
        await exporter.run(silent)


async def forget(servers: str, topic: str, partition: int, before: int) -> None:
    """Delete a partition's first records, as retention does."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        await admin.delete_records({TopicPartition(topic, partition): RecordsToDelete(before)})
    finally:
        await admin.close()


def test_the_manifest_is_json_for_other_programs(tmp_path: Path) -> None:
    Manifest().save(tmp_path)

    assert json.loads((tmp_path / "manifest.json").read_text())["version"] == 1
