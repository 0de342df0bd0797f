"""Insights of media and accounts: which metrics there are, and how they fail."""

import pytest

from .support import BAKERY, DAY, DRAWINGS, Client, error_of


async def reel(client: Client, token: str) -> str:
    return await client.live(token, media_type="REELS", video_url=await client.media("a.mp4"))


async def test_metrics_have_a_lifetime_value_each(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)
    await client.advance(DAY)

    _, answer = await client.get(f"{media}/insights", token, metric="reach,views", period="day")

    first, second = answer["data"]
    assert (first["name"], second["name"]) == ("reach", "views")
    assert first["period"] == "lifetime"
    assert first["id"] == f"{media}/insights/reach/lifetime"
    assert first["values"][0]["value"] > 0


@pytest.mark.parametrize(
    ("metric", "text"),
    [
        ("reach,plays", "metric[1] must be one of the following values"),
        ("engagement", "metric[0] must be one of the following values"),
        ("ig_reels_avg_watch_time,reach", "does not support the ig_reels_avg_watch_time metric"),
        ("navigation", "does not support the navigation metric"),
        ("impressions", "no longer supported"),
        ("facebook_views", "not shared to Facebook"),
    ],
)
async def test_one_bad_metric_fails_the_whole_call(client: Client, metric: str, text: str) -> None:
    token = await client.token()
    media = await client.live(token)

    refused = await client.get(f"{media}/insights", token, metric=metric)

    assert error_of(refused) == (400, 100, 0)
    assert text in refused[1]["error"]["message"]


@pytest.mark.parametrize(
    ("product", "metrics", "refused"),
    [
        ("FEED", "likes,comments,saved,follows,profile_visits,total_likes", "reels_skip_rate"),
        ("REELS", "likes,ig_reels_avg_watch_time,crossposted_views,total_views", "follows"),
        ("STORY", "navigation,replies,link_clicks,follows,total_views", "likes"),
    ],
)
async def test_each_product_has_metrics_of_its_own(
    client: Client, product: str, metrics: str, refused: str
) -> None:
    token = await client.token()
    kind = "VIDEO" if product == "REELS" else "IMAGE"
    wish = {"type": kind, "product": product}
    media = (await client.control("POST", "accounts/harbour.bakery/media", wish))["id"]

    status, answer = await client.get(f"{media}/insights", token, metric=metrics)
    other = await client.get(f"{media}/insights", token, metric=refused)

    assert (status, len(answer["data"])) == (200, len(metrics.split(",")))
    assert error_of(other) == (400, 100, 0)


async def test_old_media_still_have_impressions(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)
    await client.control("PATCH", f"posts/{media}", {"created_at": 1_700_000_000})

    assert (await client.get(f"{media}/insights", token, metric="impressions"))[0] == 200


async def test_a_breakdown_is_for_few_metrics(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)
    path = f"{media}/insights"

    _, broken = await client.get(path, token, metric="profile_activity", breakdown="action_type")
    refused = await client.get(path, token, metric="reach", breakdown="action_type")

    assert broken["data"][0]["total_value"]["breakdowns"][0]["dimension_keys"] == ["action_type"]
    assert error_of(refused) == (400, 1, 0)


async def test_media_older_than_the_conversion_are_2108006(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)
    change = {"converted_at": client.world.clock.now() + 60}
    await client.control("PATCH", "accounts/harbour.bakery", change)

    refused = await client.get(f"{media}/insights", token, metric="reach")

    assert error_of(refused) == (400, 100, 2108006)
    title = "Media posted before business account conversion"
    assert refused[1]["error"]["error_user_title"] == title
    assert refused[1]["error"]["error_data"] == {}


async def test_a_story_with_under_5_viewers_is_code_10(client: Client) -> None:
    token = await client.token()
    media = (await client.control("POST", "accounts/harbour.bakery/media", {"product": "STORY"}))[
        "id"
    ]
    await client.control("PATCH", f"posts/{media}", {"viewers": 4})

    refused = await client.get(f"{media}/insights", token, metric="reach")

    assert error_of(refused) == (400, 10, 0)
    assert "Not enough viewers" in refused[1]["error"]["message"]


async def test_a_storys_metrics_last_a_day(client: Client) -> None:
    token = await client.token()
    media = (await client.control("POST", "accounts/harbour.bakery/media", {"product": "STORY"}))[
        "id"
    ]
    await client.advance(DAY + 60)

    assert await client.get(f"{media}/insights", token, metric="reach") == (200, {"data": []})


async def test_early_there_is_nothing_instead_of_zero(client: Client) -> None:
    await client.switch(insights_delay=3600)
    token = await client.token()
    media = await client.live(token)

    early = await client.get(f"{media}/insights", token, metric="reach")
    await client.advance(3601)
    _, later = await client.get(f"{media}/insights", token, metric="reach")

    assert early == (200, {"data": []})
    assert len(later["data"]) == 1


async def test_items_of_a_carousel_have_no_insights(client: Client) -> None:
    token = await client.token()
    photo = {"image_url": await client.media(), "is_carousel_item": "true"}
    children = [await client.finished(token, **photo) for _ in range(2)]
    media = await client.live(token, media_type="CAROUSEL", children=",".join(children))
    _, items = await client.get(f"{media}/children", token)

    refused = await client.get(f"{items['data'][0]['id']}/insights", token, metric="reach")

    assert error_of(refused) == (400, 100, 0)


async def test_insights_need_their_permission(client: Client) -> None:
    token = await client.token(scope="instagram_basic,pages_read_engagement,pages_show_list")

    refused = await client.get(f"{BAKERY}/insights", token, metric="reach", period="day")

    assert error_of(refused) == (400, 10, 0)


async def account(
    client: Client, node: str = BAKERY, **query: str
) -> tuple[int, dict[str, object]]:
    user = "nora" if node == BAKERY else "leo"
    return await client.get(f"{node}/insights", await client.token(user), **query)


async def test_an_accounts_totals_have_one_value(client: Client) -> None:
    _, answer = await account(
        client, metric="views,accounts_engaged", period="day", metric_type="total_value"
    )

    first = answer["data"][0]  # type: ignore[index]
    assert first["total_value"].keys() == {"value"}
    assert first["id"] == f"{BAKERY}/insights/views/day"
    assert "values" not in first
    assert answer["paging"].keys() == {"previous", "next"}  # type: ignore[attr-defined]


async def test_an_accounts_series_has_a_value_for_each_day(client: Client) -> None:
    now = int(client.world.clock.now())
    span = {"since": str(now - 5 * DAY), "until": str(now)}

    _, answer = await account(client, metric="reach,follower_count", period="day", **span)

    values = answer["data"][0]["values"]  # type: ignore[index]
    assert len(values) == 5
    assert values[0]["end_time"].endswith("T07:00:00+0000")


@pytest.mark.parametrize(
    "query",
    [
        {"metric": "impressions", "period": "day"},
        {"metric": "views", "period": "day"},
        {"metric": "reach,views", "period": "day"},
        {"metric": "follower_count", "period": "day", "metric_type": "total_value"},
        {"metric": "reach", "period": "week"},
        {"metric": "likes", "period": "day", "metric_type": "total_value", "breakdown": "city"},
        {"metric": "follower_demographics", "period": "lifetime", "metric_type": "total_value"},
        {"metric": "reach", "period": "day", "since": "1", "until": "9000000"},
        {"metric": "reach"},
    ],
)
async def test_totals_and_series_are_asked_for_apart(client: Client, query: dict[str, str]) -> None:
    assert error_of(await account(client, **query)) == (400, 100, 0)


async def test_demographics_have_a_timeframe_and_a_breakdown(client: Client) -> None:
    wish = {"metric": "follower_demographics", "period": "lifetime", "metric_type": "total_value"}

    _, answer = await account(client, **wish, timeframe="this_month", breakdown="country")

    [part] = answer["data"][0]["total_value"]["breakdowns"]  # type: ignore[index]
    assert part["results"][0]["dimension_values"] == ["SE"]


async def test_small_accounts_lack_follower_metrics_and_demographics(client: Client) -> None:
    wish = {"metric": "follower_demographics", "period": "lifetime", "metric_type": "total_value"}
    more = {"timeframe": "this_month", "breakdown": "country"}

    refused = await account(client, DRAWINGS, metric="follower_count", period="day")
    _, empty = await account(client, DRAWINGS, **wish, **more)

    assert error_of(refused) == (400, 100, 0)
    assert empty["data"] == []


async def test_whether_profile_views_are_still_there_is_a_switch(client: Client) -> None:
    wish = {"metric": "profile_views", "period": "day", "metric_type": "total_value"}

    there = await account(client, **wish)
    await client.switch(optional_metrics=False)

    assert there[0] == 200
    assert error_of(await account(client, **wish)) == (400, 100, 0)
