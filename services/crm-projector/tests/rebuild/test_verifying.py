"""Differences between what was made anew and what lives are found, and named."""

from uuid import UUID

import pytest

from crm_projector.rebuild.comparing import Difference
from crm_projector.rebuild.connecting import connected
from crm_projector.rebuild.errors import Refused
from crm_projector.rebuild.verifying import Verify

from ..builders import ACCOUNT, BOBS_ACCOUNT, POST
from .world import World, story


def verify(world: World, patience: float = 60.0) -> Verify:
    """Give what compares the schemas of this world."""
    return Verify(world.servers, world.database_url, world.projection, patience)


async def test_equal_schemas_are_equal_although_the_log_went_on(world: World) -> None:
    half = len(story()) // 2
    await world.append(story()[:half])
    await world.rebuilt()
    await world.append(story()[half:])
    await world.project()

    found = await verify(world).next_with_live()

    assert found.is_good, str(found)
    assert {one.table: (one.left, one.right) for one in found.tables}["tiktok_posts"] == (2, 2)


async def test_every_row_that_differs_is_named_by_its_key(world: World) -> None:
    await world.append(story())
    await world.project()
    await world.rebuilt()
    async with connected(world.database_url, "crm") as connection:
        await connection.execute(
            "UPDATE tiktok_posts SET title = 'changed' WHERE post_id = %s", (POST,)
        )
        await connection.execute("DELETE FROM oauth_accounts WHERE account_id = %s", (ACCOUNT,))
    async with connected(world.database_url, "crm_next") as connection:
        await connection.execute("DELETE FROM log_times")

    found = await verify(world).next_with_live()

    differing = {one.table: one for one in found.tables if one.differences}
    assert not found.is_good
    assert sorted(differing) == ["log_times", "oauth_accounts", "tiktok_posts"]
    assert differing["tiktok_posts"].listed == [
        Difference([str(POST)], "both", {"title": ["changed", "Hello"]})
    ]
    assert differing["oauth_accounts"].listed == [Difference([str(ACCOUNT)], "crm_next")]
    assert {one.is_in for one in differing["log_times"].listed} == {"crm"}
    assert f"{POST}: in both: title 'changed' and 'Hello'" in str(found)


@pytest.mark.parametrize("account", [ACCOUNT, BOBS_ACCOUNT])
async def test_an_account_is_compared_with_a_fold_of_its_own_records(
    world: World, account: UUID
) -> None:
    await world.append(story())
    await world.project()

    equal = await verify(world).account(account)
    async with connected(world.database_url, "crm") as connection:
        await connection.execute("UPDATE tiktok_posts SET title = 'x'")
    changed = await verify(world).account(account)

    assert equal.is_good, str(equal)
    assert sum(one.left for one in equal.tables) > 2
    assert [one.table for one in changed.tables if one.differences] == ["tiktok_posts"]


async def test_a_live_schema_that_is_behind_is_waited_for_and_then_named(world: World) -> None:
    with pytest.raises(Refused, match="no whole schema crm_next"):
        await verify(world).next_with_live()
    await world.append(story())
    await world.rebuilt()

    with pytest.raises(Refused, match=f"crm is {len(story())} records behind crm_next"):
        await verify(world, patience=0.1).next_with_live()
