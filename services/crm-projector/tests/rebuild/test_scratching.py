"""Tables as they stood, and folds of chosen records, in schemas that serve nobody."""

import pytest

from common.event import Delivered
from common.lanes import partition_of
from crm_projector.rebuild.errors import Refused
from crm_projector.rebuild.scratching import Chosen, Scratch, diff

from ..builders import ACCOUNT, BOBS_ACCOUNT, moment
from .world import GONE, PARTITIONS, World, story


def scratch(world: World, schema: str = "crm_scratch") -> Scratch:
    """Give what makes a schema of this name."""
    return Scratch(world.servers, world.database_url, world.projection, schema)


def good() -> list[Delivered]:
    """Give the records that can be read, with no repeats; their times rise."""
    told = [one for one in story() if isinstance(one, Delivered)]
    return [*{one.envelope.id: one for one in reversed(told)}.values()][::-1]


async def test_the_tables_are_as_they_stood_at_a_time(world: World) -> None:
    told = sorted(good(), key=lambda one: one.envelope.time)
    middle = len(told) // 2
    time = told[middle - 1].envelope.time
    await world.append(told[:middle])
    await world.project()
    stood = await world.rows()
    await world.append(told[middle:])
    await world.project()

    await scratch(world).as_of(time)

    assert await world.rows("crm_scratch") == stood
    assert await world.rows() != stood


async def test_before_the_first_record_there_is_nothing(world: World) -> None:
    await world.append(story())

    await scratch(world).as_of(moment(-1))

    assert not any((await world.rows("crm_scratch")).values())


async def test_an_account_is_folded_alone_and_equals_its_live_rows(world: World) -> None:
    await world.append(story())
    await world.project()

    await scratch(world).replay(Chosen(account_id=BOBS_ACCOUNT))
    names = ("crm", "crm_scratch")
    bobs = await diff(world.database_url, world.projection, names, BOBS_ACCOUNT)
    alices = await diff(world.database_url, world.projection, names, ACCOUNT)

    assert bobs.is_good, str(bobs)
    assert not alices.is_good
    accounts = (await world.rows("crm_scratch"))["oauth_accounts"]
    assert [row["account_id"] for row in accounts] == [str(BOBS_ACCOUNT)]


async def test_a_topic_a_share_and_a_range_are_folded_alone(world: World) -> None:
    await world.append(story())
    topic = world.topics["accounts.v1"]

    of_topic = await scratch(world).replay(Chosen(topic=topic))
    rows = await world.rows("crm_scratch")
    of_range = await scratch(world).replay(Chosen(topic=topic, first=0, end=1))
    shares = [
        await scratch(world).replay(Chosen(topic=topic, partitions={number}))
        for number in {partition_of(str(one), PARTITIONS) for one in (ACCOUNT, BOBS_ACCOUNT, GONE)}
    ]

    assert {name for name, found in rows.items() if found} == {
        "account_events",
        "account_holders",
        "erased_accounts",
        "log_times",
        "oauth_accounts",
    }
    assert of_topic.records == sum(share.records for share in shares)
    assert of_range.records < of_topic.records


async def test_what_cannot_be_made_or_compared_is_refused(world: World) -> None:
    for name in ("crm", "crm_next", "crm_previous", "auth", "crm_x; --"):
        with pytest.raises(Refused):
            await scratch(world, name).as_of(moment(0))
    with pytest.raises(Refused, match="No partition is chosen"):
        await scratch(world).replay(Chosen(topic="nothing"))
    with pytest.raises(Refused, match="There is no schema crm_nowhere"):
        await diff(world.database_url, world.projection, ("crm", "crm_nowhere"), ACCOUNT)
