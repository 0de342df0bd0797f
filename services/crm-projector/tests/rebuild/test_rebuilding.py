"""What is made anew from the log is what the live projection has made of it."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from common.records import REDRIVEN_FOR
from contracts.accounts import AccountErased
from crm_projector.rebuild import claims, loading
from crm_projector.rebuild.connecting import connected
from crm_projector.rebuild.errors import InUse, Refused
from crm_projector.rebuild.scratching import Scratch
from crm_projector.rebuild.shares import cut

from ..builders import ACCOUNT, Story, moment
from ..builders import connected as granted
from ..sessions import ALICE
from .deaths import DIED, Deaths
from .world import PARTITIONS, World, refused, story

SHARE = Path(__file__).with_name("share.py")


def in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every few rows be spilled, and every few records be committed."""
    monkeypatch.setattr(loading, "ROWS_KEPT", 2)
    monkeypatch.setattr(loading, "LINES_KEPT", 1)
    monkeypatch.setattr(loading, "COMMITTED_TOGETHER", 3)


@pytest.mark.parametrize("pieces", ["whole", "small"])
async def test_a_rebuild_has_the_rows_and_indexes_of_the_live_schema(
    world: World, monkeypatch: pytest.MonkeyPatch, pieces: str
) -> None:
    if pieces == "small":
        in_small_pieces(monkeypatch)
    await world.append(story())
    await world.project()

    done = await world.rebuilt()

    assert (done.is_whole, done.refused) == (True, 2)
    assert done.records == len(story())
    assert await world.rows("crm_next") == await world.rows("crm")
    assert await world.ddl("crm_next") == await world.ddl("crm")
    assert all((await world.rows("crm_next")).values())


async def test_a_record_that_was_redriven_for_another_group_is_passed_by(world: World) -> None:
    account = Story().tell(granted(display_name="Late"), 9)
    headers = [*account.envelope.headers(), (REDRIVEN_FOR, b"auth")]
    await world.append(story())
    async with AIOKafkaProducer(bootstrap_servers=world.servers) as producer:
        topic = world.topics[account.topic]
        await producer.send_and_wait(topic, account.value, b"k", 1, headers=headers)
    await world.project()

    await world.rebuilt()

    rows = await world.rows("crm_next")
    assert rows == await world.rows("crm")
    assert "Late" not in {one["display_name"] for one in rows["oauth_accounts"]}


async def test_what_was_erased_comes_back_by_no_rebuild_and_by_no_look_at_the_past(
    world: World,
) -> None:
    erased = AccountErased(provider="tiktok", account_id=ACCOUNT, user_id=ALICE)
    told = story()
    await world.append([*told, Story().tell(erased, 10_000, at=10_000)])
    await world.project()

    await world.rebuilt()
    past = Scratch(world.servers, world.database_url, world.projection, "crm_scratch")
    await past.as_of(moment(5_000))

    rows, then = await world.rows("crm_next"), await world.rows("crm_scratch")
    assert rows == await world.rows("crm")
    assert str(ACCOUNT) in {row["account_id"] for row in rows["erased_accounts"]}
    assert rows["oauth_accounts"] == then["oauth_accounts"] != []
    assert [row for row in then["account_events"] if row["account_id"] == str(ACCOUNT)] == []


async def test_what_the_tables_refuse_is_left_out_as_it_is_live(world: World) -> None:
    await world.append(refused())
    await world.project()

    done = await world.rebuilt()

    assert (done.is_whole, done.refused) == (True, 2)
    assert await world.rows("crm_next") == await world.rows("crm")
    assert await world.ddl("crm_next") == await world.ddl("crm")


@pytest.mark.parametrize("count", [1, 2, 4])
async def test_processes_that_share_the_log_make_the_same_tables(world: World, count: int) -> None:
    await world.append(story())
    await world.project()
    shares = [",".join(map(str, one)) for one in cut(range(PARTITIONS), count)]

    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, str(SHARE), world.as_json(), share, stdout=asyncio.subprocess.PIPE
        )
        for share in shares
    ]
    said = [json.loads((await process.communicate())[0]) for process in processes]

    assert any(one["is_whole"] for one in said)
    assert sum(one["records"] for one in said) == len(story())
    assert await world.rows("crm_next") == await world.rows("crm")
    assert await world.ddl("crm_next") == await world.ddl("crm")


async def test_a_share_that_is_missing_is_waited_for(world: World) -> None:
    await world.append(story())

    first = await world.rebuild().run(frozenset({0, 1}))
    second = await world.rebuild().run(frozenset({2, 3}))

    assert (first.is_whole, second.is_whole) == (False, True)


async def test_records_that_come_later_are_taken_in_by_the_next_run(world: World) -> None:
    half = len(story()) // 2
    await world.append(story()[:half])
    await world.rebuilt()
    await world.append(story()[half:])
    await world.project()

    done = await world.rebuilt()

    assert done.records == len(story()) - half
    assert await world.rows("crm_next") == await world.rows("crm")


async def test_a_share_in_use_is_refused_and_so_is_one_that_no_topic_has(world: World) -> None:
    await world.rebuilt()
    async with connected(world.database_url, "crm_next") as other:
        await claims.claim(other, "crm_next", {1})

        with pytest.raises(InUse, match="Partition 1 of crm_next is in use"):
            await world.rebuild().run(frozenset({0, 1}))
    with pytest.raises(Refused, match="No topic has the partitions 9"):
        await world.rebuild().run(frozenset({9}))


async def test_a_schema_of_another_version_is_not_gone_on_with(world: World) -> None:
    await world.rebuilt()
    async with connected(world.database_url, "crm_next") as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '0001'")

    with pytest.raises(Refused, match="crm_next at 0001: migrate the one, or drop the other"):
        await world.rebuilt()


async def test_a_rebuild_that_is_killed_anywhere_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_small_pieces(monkeypatch)
    await world.append(story())
    await world.project()
    deaths, step, died = Deaths(monkeypatch), 7, 0

    while True:
        deaths.after = step
        try:
            done = await asyncio.wait_for(world.rebuilt(), 120)
        except DIED:
            died, step = died + 1, step + 29
        else:
            break
        finally:
            deaths.after = 0

    assert done.is_whole
    assert died > 5
    assert await world.rows("crm_next") == await world.rows("crm")
    assert await world.ddl("crm_next") == await world.ddl("crm")


async def test_the_projector_and_a_rebuild_run_side_by_side(world: World) -> None:
    await world.append(story())

    async with world.projecting():
        done = await world.rebuilt()
        await world.projected()

    assert done.is_whole
    assert await world.rows("crm_next") == await world.rows("crm")
