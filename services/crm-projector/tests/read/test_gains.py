"""What posts gained from day to day, whatever the rhythm of their samples."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from common.event import Event
from common.postgres import Pool

from .. import instagram
from ..asking import Api
from ..builders import BOBS_ACCOUNT, BOBS_POST, POST, Story, connected, requested, sampled
from ..database import settle
from ..instagram import IG_POST
from ..sessions import BOB

DAY = 86_400.0
ON_INSTAGRAM: dict[str, Any] = {"account_id": IG_POST}
BEGINNING = quote("2026-11-01T00:00:00Z")


@pytest.fixture
async def sampled_days(pool: Pool) -> None:
    """A video from its first day on, a reel that was there before, and somebody else's video."""
    story = Story()
    bob: dict[str, Any] = {"account_id": BOBS_ACCOUNT, "user_id": BOB, "post_id": BOBS_POST}
    old = datetime(2026, 9, 1, tzinfo=UTC)
    told: list[tuple[Event, int, float]] = [
        (connected(), 1, 0),
        (connected(provider="instagram", **ON_INSTAGRAM), 1, 0),
        (connected(account_id=BOBS_ACCOUNT, user_id=BOB, platform_user_id="open-2"), 1, 0),
        (requested(), 1, 1),
        (requested(**bob), 1, 1),
        (sampled(10, at=2), 2, 2),
        (sampled(35, at=DAY), 3, DAY),
        (sampled(95, at=8 * DAY), 4, 8 * DAY),
        (sampled(500, at=DAY, **bob), 2, DAY),
        (instagram.observed(created_at=old, **ON_INSTAGRAM), 1, 0),
        (instagram.sampled(1000, at=0, **ON_INSTAGRAM), 2, 0),
        (instagram.sampled(1040, at=DAY, **ON_INSTAGRAM), 3, DAY),
    ]
    await settle(pool, [story.tell(event, number, at=at) for event, number, at in told])


async def test_a_day_has_what_was_gained_since_the_sample_before(
    api: Api, sampled_days: None
) -> None:
    days = (await api.get(f"/api/crm/insights/gains?from={BEGINNING}"))["days"]

    assert [(one["day"], one["provider"], one["kind"], one["view_count"]) for one in days] == [
        ("2026-11-09", "tiktok", "VIDEO", 60),
        ("2026-11-02", "instagram", "REELS", 40),
        ("2026-11-02", "tiktok", "VIDEO", 25),
        ("2026-11-01", "instagram", "REELS", 0),
        ("2026-11-01", "tiktok", "VIDEO", 10),
    ]
    assert days[1]["share_count"] == 0
    assert {one["posts"] for one in days} == {1}


async def test_the_sample_before_the_span_is_looked_at_and_counts_no_more(
    api: Api, sampled_days: None
) -> None:
    days = (await api.get(f"/api/crm/insights/gains?from={quote('2026-11-05T00:00:00Z')}"))["days"]

    assert [(one["day"], one["view_count"]) for one in days] == [("2026-11-09", 60)]


@pytest.mark.parametrize(
    ("question", "views"),
    [
        (f"&post_id={POST}", [60, 25, 10]),
        (f"&account_id={IG_POST}", [40, 0]),
        (f"&to={quote('2026-11-02T00:00:00Z')}", [0, 10]),
    ],
)
async def test_gains_are_narrowed(
    question: str, views: list[int], api: Api, sampled_days: None
) -> None:
    days = (await api.get(f"/api/crm/insights/gains?from={BEGINNING}{question}"))["days"]

    assert [one["view_count"] for one in days] == views


async def test_a_span_that_is_too_long_or_has_no_beginning_is_422(api: Api) -> None:
    headers = api.signer.headers(connected().user_id)
    long_ago = quote((datetime.now(UTC) - timedelta(days=500)).isoformat())

    for question in ("", f"?from={long_ago}"):
        status, _ = await api.ask(f"/api/crm/insights/gains{question}", headers)
        assert status == 422
