"""What the events of media, of their numbers and of the account itself make of the tables."""

from common.postgres import Pool
from contracts.instagram.media import InsightsNotSupported, MediaGone, StoryInsightsReceived

from ...builders import moment
from ...database import tables
from ...instagram import BUSINESS, IG_POST, LINK, day, medium, observed, page, sampled
from .rows import only

GONE = medium(MediaGone, observed_at=moment(7))


async def test_a_medium_is_kept_as_it_was_listed_last(pool: Pool) -> None:
    row = await only(pool, "ig_media", observed(caption="Old"), observed(like_count=None))

    assert (row["caption"], row["permalink"], row["product_type"]) == ("Hello", LINK, "REELS")
    assert (row["like_count"], row["comments_count"], row["post_id"]) == (None, 1, None)


async def test_a_medium_of_ours_stays_ours(pool: Pool) -> None:
    row = await only(pool, "ig_media", observed(post_id=IG_POST), observed())

    assert row["post_id"] == str(IG_POST)


async def test_a_medium_is_gone_until_it_is_listed_again(pool: Pool) -> None:
    gone = await only(pool, "ig_media", observed(), GONE, sampled(1))
    back = await only(pool, "ig_media", observed(), GONE, observed())

    assert gone["gone_at"] == "2026-11-01T12:00:07+00:00"
    assert back["gone_at"] is None


async def test_every_sample_is_kept_and_the_newest_is_at_the_medium(pool: Pool) -> None:
    row = await only(pool, "ig_media", sampled(10, at=1), sampled(30, at=2))

    samples = (await tables(pool))["ig_insights"]
    assert row["metrics_json"] == {"views": 30, "likes": 3, "saved": None}
    assert row["sampled_at"] == "2026-11-01T12:00:02+00:00"
    assert [one["metrics_json"]["views"] for one in samples] == [10, 30]


async def test_the_last_numbers_of_a_story_stand_beside_its_samples(pool: Pool) -> None:
    last = {"reach": 9, "exits": None}
    ended = medium(StoryInsightsReceived, metrics=last, observed_at=moment(9))

    row = await only(pool, "ig_media", sampled(10), ended)

    assert (row["metrics_json"]["views"], row["last_metrics_json"]) == (10, last)
    assert len((await tables(pool))["ig_insights"]) == 2


async def test_a_medium_from_before_the_account_was_professional_has_no_numbers(pool: Pool) -> None:
    row = await only(pool, "ig_media", observed(), medium(InsightsNotSupported, code="2108006"))

    assert (row["no_metrics_code"], row["metrics_json"]) == ("2108006", None)


async def test_a_day_has_the_numbers_that_were_told_of_it_last(pool: Pool) -> None:
    row = await only(pool, "ig_account_insights", day(reach=7), day(reach=9))

    assert (row["day"], row["metrics_json"]) == ("2026-11-01", {"reach": 9, "profile_views": None})


async def test_an_account_tells_how_it_is_reached_now(pool: Pool) -> None:
    lost = page(access_level="none", reason="page_access_lost", page_name="")

    row = await only(pool, "ig_accounts", page(), lost)

    assert (row["access_level"], row["reason"]) == ("none", "page_access_lost")
    assert (row["ig_business_id"], row["page_id"], row["page_name"]) == (BUSINESS, "123", None)
