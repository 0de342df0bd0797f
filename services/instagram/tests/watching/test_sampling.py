"""Numbers of media and of the account: what is news, what is refused, and what is not told."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.instagram.commands import ReconcileMedia, SampleInsights
from contracts.instagram.media import (
    AccountInsightsSampled,
    InsightsNotSupported,
    InsightsSampled,
)
from instagram.parts import Parts
from instagram.platform import SAMPLE
from instagram.watching import sampling
from instagram.watching.account_insights import days_before, together
from platforms.instagram import insights

from ..support import EVERY_VERSION, Connect, Connected, Sandbox, bodies
from ..working import Rooms, execute, post_in_app, say

INSIGHTS, ACCOUNT = "/{media}/insights", "/{account}/insights"


async def asked(parts: Parts, sandbox: Sandbox) -> int:
    """Count the calls for numbers of media."""
    names = await execute(parts, "SELECT media_id FROM media")
    return sum([await sandbox.calls(f"/{name}/insights") for (name,) in names])


async def sample(parts: Parts, work: Rooms, account: Connected) -> None:
    """Let the next turn come a day later, and be done."""
    await execute(parts, "UPDATE account_work SET done_at = NULL")
    await execute(parts, "UPDATE media SET sampled_at = sampled_at - interval '1 day'")
    await work.obey(SampleInsights(account_id=account.account_id))


@pytest.fixture
async def known(connected: Connected, sandbox: Sandbox, work: Rooms) -> Connected:
    """An account with a picture and a reel, which the service knows."""
    await post_in_app(sandbox)
    await post_in_app(sandbox, type="VIDEO", product="REELS")
    await work.obey(ReconcileMedia(account_id=connected.account_id))
    return connected


@EVERY_VERSION
async def test_each_kind_of_medium_has_its_own_numbers(
    known: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    await sample(parts, work, known)

    found = {event.product_type: event.metrics for event in await bodies(parts, InsightsSampled)}
    assert set(found["FEED"]) == set(insights.metrics_of("FEED"))
    assert set(found["REELS"]) == set(insights.metrics_of("REELS"))
    assert await asked(parts, sandbox) == 2


async def test_numbers_that_have_not_changed_are_told_once(
    known: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    long_ago = (datetime.now(UTC) - timedelta(days=20)).timestamp()  # its numbers grow no more
    for (media_id,) in await execute(parts, "SELECT media_id FROM media"):
        await sandbox.control("PATCH", f"posts/{media_id}", {"created_at": long_ago})
    await sample(parts, work, known)
    before = await bodies(parts, InsightsSampled)

    await sample(parts, work, known)

    assert await bodies(parts, InsightsSampled) == before
    assert await asked(parts, sandbox) == 4


async def test_one_retired_metric_costs_one_round_of_calls_and_no_other_number(
    known: Connected,
    parts: Parts,
    sandbox: Sandbox,
    work: Rooms,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    metrics = {"FEED": ("plays", "views", "reach"), "REELS": ("views",)}
    monkeypatch.setattr(insights, "MEDIA_METRICS", metrics)

    await sample(parts, work, known)
    first = await asked(parts, sandbox)
    await sample(parts, work, known)

    feed = [event for event in await bodies(parts, InsightsSampled) if event.product_type == "FEED"]
    assert set(feed[0].metrics) == {"views", "reach"}
    assert (first, await asked(parts, sandbox)) == (1 + 3 + 1, 5 + 2)


async def test_a_medium_from_before_the_conversion_is_told_and_asked_once(
    known: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    later = (datetime.now(UTC) + timedelta(days=1)).timestamp()
    await sandbox.control("PATCH", "accounts/harbour.bakery", {"converted_at": later})

    for _ in range(2):
        await sample(parts, work, known)

    told = await bodies(parts, InsightsNotSupported)
    assert [event.code for event in told] == ["100/2108006"] * 2
    assert await bodies(parts, InsightsSampled) == []
    assert await asked(parts, sandbox) == 2


async def test_numbers_that_are_not_there_yet_are_no_sample(
    known: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    await sandbox.switch(insights_delay=3600)
    await sample(parts, work, known)
    assert await bodies(parts, InsightsSampled) == []
    await sandbox.switch(insights_delay=0)

    await sample(parts, work, known)

    assert len(await bodies(parts, InsightsSampled)) == 2


async def test_a_medium_that_is_gone_does_not_cost_the_others(
    known: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    [(media_id,)] = await execute(parts, "SELECT media_id FROM media WHERE product_type = 'REELS'")
    await sandbox.control("DELETE", f"posts/{media_id}")

    await sample(parts, work, known)

    assert [event.product_type for event in await bodies(parts, InsightsSampled)] == ["FEED"]


async def test_many_media_are_spread_over_several_turns(
    known: Connected,
    parts: Parts,
    sandbox: Sandbox,
    work: Rooms,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sampling, "MOST_MEDIA", 1)

    await sample(parts, work, known)
    first = await asked(parts, sandbox)
    [(pause,)] = await execute(
        parts, "SELECT next_due_at - done_at FROM account_work WHERE kind = %s", SAMPLE
    )
    await execute(parts, "UPDATE account_work SET done_at = NULL")
    await work.obey(SampleInsights(account_id=known.account_id))

    assert (first, pause) == (1, timedelta(minutes=10))
    assert len({event.media_id for event in await bodies(parts, InsightsSampled)}) == 2


async def test_a_limit_that_is_reached_keeps_what_was_sampled_and_leaves_the_turn_due(
    known: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    fault: dict[str, Any] = {"status": 400, "code": "80002", "skip": 1}
    await sandbox.fault(INSIGHTS, "status", **fault)

    await sample(parts, work, known)

    assert len(await bodies(parts, InsightsSampled)) == 1
    [(done_at,)] = await execute(parts, "SELECT done_at FROM account_work WHERE kind = %s", SAMPLE)
    assert done_at is None


@EVERY_VERSION
async def test_the_last_days_of_an_account_are_told_once_with_how_many_follow_it(
    connected: Connected, parts: Parts, work: Rooms
) -> None:
    for _ in range(2):
        await sample(parts, work, connected)

    told = await bodies(parts, AccountInsightsSampled)
    today = datetime.now(UTC).date()
    assert [event.day for event in told] == [day.isoformat() for day in days_before(today)]
    expected = {*insights.ACCOUNT_TOTALS, insights.FOLLOWER_COUNT}
    assert set(told[0].metrics) == expected
    assert told[-1].metrics["followers_count"] == 1240
    assert all(value is not None for value in told[0].metrics.values())


async def test_an_account_with_few_followers_has_all_numbers_but_their_growth(
    connect: Connect, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    leo = await connect("leo")

    await sample(parts, work, leo)

    told = await bodies(parts, AccountInsightsSampled)
    assert set(told[0].metrics) == set(insights.ACCOUNT_TOTALS)
    assert told[-1].metrics["followers_count"] == 86
    assert await sandbox.calls(ACCOUNT) == 3


async def test_the_growth_that_is_refused_does_not_cost_the_other_numbers(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    wish = {"status": 400, "code": "100", "count": 3, "match": {"metric": "follower_count"}}
    await sandbox.fault(ACCOUNT, "status", **wish)

    await sample(parts, work, connected)

    assert set((await bodies(parts, AccountInsightsSampled))[0].metrics) == set(
        insights.ACCOUNT_TOTALS
    )


def test_a_number_that_is_not_told_any_more_stays() -> None:
    assert together({"views": 3.0, "reach": None}, {"views": None, "reach": 2.0}) == {
        "views": 3.0,
        "reach": 2.0,
    }
    assert days_before(date(2026, 3, 2)) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]


@pytest.mark.parametrize(
    ("login", "user", "scope"),
    [
        ("facebook", "nora", "instagram_manage_insights"),
        ("instagram", "harbour.bakery", "instagram_business_manage_insights"),
    ],
)
async def test_without_the_permission_no_number_is_asked_for_even_by_an_old_command(
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
    work: Rooms,
    login: str,
    user: str,
    scope: str,
) -> None:
    account = await connect(user, login, decline=(scope,))
    await say(sandbox, await post_in_app(sandbox))
    await work.obey(ReconcileMedia(account_id=account.account_id))

    await sample(parts, work, account)

    assert await sandbox.calls(INSIGHTS) == 0
