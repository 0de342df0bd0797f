"""video/list and video/query: public videos only, with counters that grow."""

from itertools import pairwise
from typing import Any

import pytest

from sandbox.tiktok.display.videos import Video, counters

from .support import Answer, Client, Eventually, Reaches, Receiver

FIELDS = "id,create_time,title,view_count,like_count,comment_count,share_count"


def code(answer: tuple[int, Answer]) -> tuple[int, str]:
    return answer[0], answer[1]["error"]["code"]


def ids(answer: tuple[int, Answer]) -> list[Any]:
    return [video["id"] for video in answer[1]["data"]["videos"]]


async def seeded(client: Client, count: int = 3, **wish: object) -> list[Any]:
    """So many old videos of theo, oldest first."""
    body = {"count": count, **wish}
    return [v["id"] for v in (await client.control("POST", "users/theo/videos", body))["videos"]]


async def test_a_list_is_paged_newest_first_by_a_cursor_in_milliseconds(client: Client) -> None:
    old, middle, new = await seeded(client)
    token = await client.token("theo")

    first = await client.videos(token, "list", FIELDS, {"max_count": 2})
    cursor = first[1]["data"]["cursor"]
    second = await client.videos(token, "list", FIELDS, {"max_count": 2, "cursor": cursor})

    oldest_shown = first[1]["data"]["videos"][-1]
    assert ids(first) == [new, middle]
    assert cursor // 1000 == oldest_shown["create_time"]
    assert (first[1]["data"]["has_more"], second[1]["data"]["has_more"]) == (True, False)
    assert ids(second) == [old]
    assert oldest_shown.keys() == set(FIELDS.split(","))


async def test_ten_videos_are_a_page_where_nothing_is_said(client: Client) -> None:
    await seeded(client, 11)

    answer = await client.videos(await client.token("theo"), "list", "id")

    assert len(ids(answer)) == 10


async def test_a_video_is_listed_only_while_it_is_public(
    client: Client, reaches: Reaches, eventually: Eventually
) -> None:
    token = await client.token("theo")
    publish_id = await client.publish(token, privacy_level="PUBLIC_TO_EVERYONE", title="rye")
    private = await client.publish(token)
    await reaches(private, "PUBLISH_COMPLETE")

    async def listed() -> object:
        return ids(await client.videos(token, "list", "id"))

    [video_id] = await eventually(listed)
    assert [video_id] == (await client.post_of(publish_id))["post_ids"]
    await client.control("POST", f"publishes/{publish_id}/hide")
    assert await listed() == []
    await client.control("POST", f"publishes/{publish_id}/show")
    assert await listed() == [video_id]
    await client.control("PATCH", "users/theo", {"private": True})
    assert await listed() == []


async def test_a_private_post_made_public_later_is_told_and_gets_its_id(
    client: Client, receiver: Receiver, reaches: Reaches, eventually: Eventually
) -> None:
    token = await client.token("theo")
    publish_id = await client.publish(token)
    await reaches(publish_id, "PUBLISH_COMPLETE")

    await client.control("POST", f"publishes/{publish_id}/show")

    _, (_, body) = await receiver.wait_for(2)
    [post_id] = (await client.status(token, publish_id))["publicaly_available_post_id"]
    assert b"post.publish.publicly_available" in body
    assert str(post_id).encode() in body


async def test_a_query_answers_the_users_own_public_videos_alone(client: Client) -> None:
    mine, hidden = await seeded(client, 1), await seeded(client, 1, public=False)
    await client.control("PATCH", "users/ines", {})
    other = (await client.control("POST", "users/ines/videos", {}))["videos"][0]["id"]
    token = await client.token("theo")
    wish = {"filters": {"video_ids": [*mine, *hidden, other, "1"]}}

    answer = await client.videos(token, "query", FIELDS, wish)
    await client.switch(foreign_ids="refuse")
    refused = await client.videos(token, "query", FIELDS, wish)

    assert ids(answer) == mine
    assert code(refused) == (400, "invalid_params")


async def test_a_deleted_video_is_gone(client: Client) -> None:
    kept, deleted = await seeded(client, 2)
    response = await client.session.delete(f"{client.base}/control/videos/{deleted}")
    token = await client.token("theo")

    assert response.status == 204
    assert ids(await client.videos(token, "list", "id")) == [kept]
    wish = {"filters": {"video_ids": [deleted]}}
    assert ids(await client.videos(token, "query", "id", wish)) == []


@pytest.mark.parametrize(("cursor0", "count"), [("epoch", 0), ("first_page", 1)])
async def test_what_cursor_0_means_is_a_switch(client: Client, cursor0: str, count: int) -> None:
    await client.switch(cursor0=cursor0)
    await seeded(client, 1)

    answer = await client.videos(await client.token("theo"), "list", "id", {"cursor": 0})

    assert len(ids(answer)) == count


@pytest.mark.parametrize(
    ("path", "fields", "body"),
    [
        ("list", "", {}),
        ("list", "id,secrets", {}),
        ("list", "id", {"max_count": 21}),
        ("list", "id", {"max_count": 0}),
        ("list", "id", {"cursor": "1"}),
        ("list", "", {"fields": "id"}),
        ("query", "id", {}),
        ("query", "id", {"filters": {"video_ids": []}}),
        ("query", "id", {"filters": {"video_ids": ["1"] * 21}}),
        ("query", "id", {"filters": {"video_ids": [1]}}),
    ],
)
async def test_a_wrong_list_or_query_is_invalid(
    client: Client, path: str, fields: str, body: dict[str, object]
) -> None:
    answer = await client.videos(await client.token("theo"), path, fields, body)

    assert code(answer) == (400, "invalid_params")


@pytest.mark.parametrize("path", ["list", "query"])
async def test_videos_need_their_scope(client: Client, path: str) -> None:
    token = await client.token("theo", "user.info.basic,video.publish")

    assert code(await client.videos(token, path, "id", {})) == (401, "scope_not_authorized")


async def test_lists_and_queries_have_limits_of_their_own(client: Client) -> None:
    await client.switch(display_per_minute=1)
    token = await client.token("theo")
    wish = {"filters": {"video_ids": ["1"]}}

    assert (await client.videos(token, "list", "id"))[0] == 200
    assert (await client.videos(token, "query", "id", wish))[0] == 200
    assert (await client.videos(token, "list", "id"))[0] == 429
    await client.control("PUT", "clock", {"advance_seconds": 61})
    assert (await client.videos(token, "list", "id"))[0] == 200


async def test_counters_grow_with_the_clock_and_are_the_same_when_asked_again(
    client: Client,
) -> None:
    await seeded(client, 1)
    await client.switch(access_token_lifetime=10 * 86_400)
    token = await client.token("theo")
    first = await client.videos(token, "list", FIELDS)
    await client.control("PUT", "clock", {"advance_seconds": 5 * 86_400})
    later = await client.videos(token, "list", FIELDS)

    [young], [old] = first[1]["data"]["videos"], later[1]["data"]["videos"]
    assert all(young[name] <= old[name] for name in young if name.endswith("_count"))
    assert young["view_count"] < old["view_count"]


def test_counters_never_shrink_and_depend_on_the_seed() -> None:
    video = Video(7650000000000009876, "-000", 0, "bread")
    ages = [counters(video, age, "s") for age in range(0, 10**6, 5000)]

    assert ages == [counters(video, age, "s") for age in range(0, 10**6, 5000)]
    assert all(a[name] <= b[name] for a, b in pairwise(ages) for name in a)
    assert counters(video, 10**6, "t") != counters(video, 10**6, "s")


async def test_video_count_counts_the_public_ones(client: Client) -> None:
    await seeded(client, 2)
    await seeded(client, 1, public=False)

    _, answer = await client.user_info(await client.token("theo"), "video_count")

    assert answer["data"]["user"] == {"video_count": 2}


async def test_whether_photos_are_listed_is_a_switch(
    client: Client, eventually: Eventually
) -> None:
    await client.switch(pull_http=True)
    token = await client.token("theo")
    urls = [await client.media("1.jpg")]
    await client.photos(token, urls, privacy_level="PUBLIC_TO_EVERYONE")

    async def listed() -> object:
        return ids(await client.videos(token, "list", "id"))

    assert await eventually(listed)
    await client.switch(photos_listed=False)
    assert await listed() == []
