"""From a container to a post: states, quota, lost answers, the upload host, deletion."""

import json
from typing import Any

import pytest
from aiohttp import ServerDisconnectedError

from .support import BAKERY, DAY, DRAWINGS, Client, error_of


async def test_a_photo_is_finished_soon_and_a_video_later(client: Client) -> None:
    await client.switch(image_delay=2, video_delay=30)
    token = await client.token()
    _, photo = await client.container(token, image_url=await client.media())
    reel = {"media_type": "REELS", "video_url": await client.media("a.mp4")}
    _, video = await client.container(token, **reel)

    async def states() -> list[str]:
        answers = [
            await client.get(one["id"], token, fields="status_code") for one in (photo, video)
        ]
        return [answer["status_code"] for _, answer in answers]

    first = await states()
    await client.advance(3)
    second = await states()
    await client.advance(30)
    await client.until(token, video["id"], "FINISHED")

    assert (first, second) == (["IN_PROGRESS", "IN_PROGRESS"], ["FINISHED", "IN_PROGRESS"])


async def test_a_container_tells_its_state_but_never_its_media(client: Client) -> None:
    token = await client.token()
    container = await client.finished(token)
    await client.publish(token, container)

    _, answer = await client.get(container, token, fields="status_code,status,video_status")
    refused = await client.get(container, token, fields="media_id")

    assert (answer["status_code"], answer["status"]) == ("PUBLISHED", "Published")
    assert error_of(refused) == (400, 100, 0)


async def test_a_container_expires_after_24_hours(client: Client) -> None:
    token = await client.token()
    container = await client.finished(token)
    await client.advance(DAY + 1)

    _, answer = await client.get(container, token, fields="status_code")

    assert answer["status_code"] == "EXPIRED"
    assert error_of(await client.publish(token, container)) == (400, 24, 2207008)


async def test_a_container_can_be_made_to_fail(client: Client) -> None:
    token = await client.token()
    container = await client.finished(token)

    await client.control("POST", f"containers/{container}/fail", {"subcode": 2207076})
    _, answer = await client.get(container, token, fields="status_code,status")

    assert answer["status_code"] == "ERROR"
    assert answer["status"].endswith("2207076")


async def test_every_new_video_may_end_with_one_subcode(client: Client) -> None:
    await client.switch(container_error=2207076)
    token, url = await client.token(), await client.media("a.mp4")
    _, answer = await client.container(token, media_type="REELS", video_url=url)

    assert await client.until(token, answer["id"], "ERROR")


async def test_publishing_before_finished_is_9007(client: Client) -> None:
    await client.switch(image_delay=60)
    token = await client.token()
    _, answer = await client.container(token, image_url=await client.media())

    refused = await client.publish(token, answer["id"])

    assert error_of(refused) == (400, 9007, 2207027)
    assert refused[1]["error"]["message"] == "Media ID is not available"


async def test_an_unknown_and_a_foreign_container_have_their_subcodes(client: Client) -> None:
    token = await client.token()
    foreign = await client.finished(await client.token("leo"), DRAWINGS)

    assert error_of(await client.publish(token, "17990000000000001")) == (400, 24, 2207008)
    assert error_of(await client.publish(token, foreign)) == (400, 24, 2207006)


async def test_publishing_at_a_node_that_is_no_account_is_code_12(client: Client) -> None:
    token = await client.token()
    page = await client.page(token)

    refused = await client.container(token, page["id"], image_url="http://x.test/a.jpg")

    assert error_of(refused) == (400, 12, 0)
    assert error_of(await client.container(token, "1", image_url="http://x")) == (400, 100, 33)


async def test_a_carousel_is_one_post_with_its_items(client: Client) -> None:
    token = await client.token()
    photo = {"image_url": await client.media(), "is_carousel_item": "true"}
    video = {
        "media_type": "VIDEO",
        "video_url": await client.media("a.mp4"),
        "is_carousel_item": "true",
    }
    children = [await client.finished(token, **photo), await client.finished(token, **video)]
    wish = {"media_type": "CAROUSEL", "children": ",".join(children), "caption": "two"}

    media = await client.live(token, **wish)
    fields = "media_type,media_product_type,children{media_type,permalink}"
    _, answer = await client.get(media, token, fields=fields)
    _, limit = await client.get(f"{BAKERY}/content_publishing_limit", token)

    assert (answer["media_type"], answer["media_product_type"]) == ("CAROUSEL_ALBUM", "FEED")
    assert [one["media_type"] for one in answer["children"]["data"]] == ["IMAGE", "VIDEO"]
    assert all("permalink" not in one for one in answer["children"]["data"])
    assert limit == {"data": [{"quota_usage": 1}]}


async def test_a_carousel_item_cannot_be_published_alone(client: Client) -> None:
    token = await client.token()
    photo = {"image_url": await client.media(), "is_carousel_item": "true"}

    refused = await client.publish(token, await client.finished(token, **photo))

    assert error_of(refused) == (400, 100, 0)


@pytest.mark.parametrize("kind", ["user", "page"])
async def test_which_token_publishes_is_a_switch(client: Client, kind: str) -> None:
    token = await client.token()
    tokens = {"user": token, "page": (await client.page(token))["access_token"]}
    await client.switch(publish_token=kind)
    url = await client.media()

    for name, value in tokens.items():
        status, _ = await client.container(value, image_url=url)
        assert status == (200 if name == kind else 400)


@pytest.mark.parametrize("total", [25, 50, 100])
async def test_the_limit_tells_its_config_only_where_asked(client: Client, total: int) -> None:
    await client.switch(quota_total=total)
    token = await client.token()
    path = f"{BAKERY}/content_publishing_limit"

    _, usual = await client.get(path, token)
    _, whole = await client.get(path, token, fields="config,quota_usage")

    assert usual == {"data": [{"quota_usage": 0}]}
    config = {"quota_total": total, "quota_duration": DAY}
    assert whole == {"data": [{"config": config, "quota_usage": 0}]}


async def test_the_quota_is_enforced_at_publish_and_rolls(client: Client) -> None:
    await client.switch(quota_total=1)
    token = await client.token()
    await client.live(token)
    second = await client.finished(token)

    refused = await client.publish(token, second)
    await client.advance(DAY + 1)
    third = await client.finished(token)

    assert error_of(refused) == (400, 9, 2207042)
    assert (await client.publish(token, third))[0] == 200


async def test_the_limit_counts_since_a_moment_of_the_last_day(client: Client) -> None:
    token = await client.token()
    await client.live(token)
    await client.advance(3600)
    path, now = f"{BAKERY}/content_publishing_limit", client.world.clock.now()

    _, recent = await client.get(path, token, since=str(int(now - 60)))
    _, whole = await client.get(path, token, since=str(int(now - 7200)))
    refused = await client.get(path, token, since=str(int(now - 2 * DAY)))

    assert (recent["data"][0]["quota_usage"], whole["data"][0]["quota_usage"]) == (0, 1)
    assert error_of(refused) == (400, 100, 0)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset_after"},
        {"kind": "store_then_502"},
        {"kind": "error_after", "status": 500, "code": "2"},
        {"kind": "error_after", "status": 400, "code": "4/2207051"},
    ],
)
async def test_a_post_goes_live_though_its_answer_is_lost(
    client: Client, fault: dict[str, object]
) -> None:
    token = await client.token()
    container = await client.finished(token)
    plan = {"endpoint": "/{account}/media_publish", **fault}
    await client.control("POST", "faults", plan)
    url = f"{client.base}/{client.version}/{BAKERY}/media_publish"

    try:
        query = {"access_token": token, "creation_id": container}
        status = (await client.session.post(url, params=query)).status
    except ServerDisconnectedError:
        status = 0

    assert status != 200
    _, answer = await client.get(container, token, fields="status_code")
    _, listed = await client.get(f"{BAKERY}/media", token, fields="caption")
    assert answer["status_code"] == "PUBLISHED"
    assert [one["caption"] for one in listed["data"]] == ["bread"]


@pytest.mark.parametrize("republish", ["refuse", "same_id"])
async def test_a_second_publish_never_makes_a_second_post(client: Client, republish: str) -> None:
    await client.switch(republish=republish)
    token = await client.token()
    container = await client.finished(token)
    _, first = await client.publish(token, container)

    second = await client.publish(token, container)

    _, listed = await client.get(f"{BAKERY}/media", token)
    assert [one["id"] for one in listed["data"]] == [first["id"]]
    if republish == "refuse":
        assert error_of(second) == (400, 9007, 2207027)
    else:
        assert second == (200, first)


@pytest.mark.parametrize(
    ("code", "is_transient"),
    [
        ("-1/2207001", False),
        ("-1/2207032", False),
        ("4/2207051", False),
        ("1", True),
        ("2", True),
    ],
)
async def test_publishing_faults_can_be_injected(
    client: Client, code: str, is_transient: bool
) -> None:
    token = await client.token()
    container = await client.finished(token)
    plan = {"endpoint": "/{account}/media_publish", "kind": "status", "status": 400, "code": code}
    await client.control("POST", "faults", plan)

    refused = await client.publish(token, container)

    number, _, subcode = code.partition("/")
    assert error_of(refused) == (400, int(number), int(subcode or 0))
    assert refused[1]["error"]["is_transient"] is is_transient
    assert (await client.publish(token, container))[0] == 200


async def test_a_restricted_account_is_2207050(client: Client) -> None:
    token = await client.token()
    await client.control("PATCH", "accounts/harbour.bakery", {"is_restricted": True})

    refused = await client.container(token, image_url=await client.media())

    assert error_of(refused) == (400, 25, 2207050)


async def test_publishing_may_wait_for_an_authorization_of_the_page(client: Client) -> None:
    token = await client.token()
    container = await client.finished(token)
    await client.switch(publishing_blocked_code=200)

    assert error_of(await client.publish(token, container)) == (403, 200, 0)


async def begin_upload(client: Client, token: str, **wish: str) -> dict[str, str]:
    status, answer = await client.container(
        token, media_type="REELS", upload_type="resumable", **wish
    )
    assert status == 200, answer
    return dict(answer)


async def push(
    client: Client, token: str, uri: str, body: bytes, **headers: str
) -> tuple[int, Any]:
    sent = {"Authorization": f"OAuth {token}", "offset": "0", **headers}
    response = await client.session.post(uri, data=body, headers=sent)
    return response.status, await response.json()


async def test_bytes_are_pushed_to_the_upload_host(client: Client) -> None:
    token = await client.token()
    answer = await begin_upload(client, token)
    url = await client.media("a.mp4", size=5000)
    body = await (await client.session.get(url)).read()

    pushed = await push(client, token, answer["uri"], body, file_size="5000")

    assert answer["uri"].endswith(f"/ig-api-upload/{client.version}/{answer['id']}")
    assert pushed == (200, {"success": True, "message": "Upload successful."})
    assert await client.until(token, answer["id"], "FINISHED")
    assert (await client.publish(token, answer["id"]))[0] == 200


async def test_an_upload_goes_on_from_where_it_broke_off(client: Client) -> None:
    token = await client.token()
    answer = await begin_upload(client, token)
    url = await client.media("a.mp4", size=5000)
    body = await (await client.session.get(url)).read()

    first = await push(client, token, answer["uri"], body[:2000], file_size="5000")
    _, state = await client.get(answer["id"], token, fields="video_status")
    wrong = await push(client, token, answer["uri"], body, file_size="5000")
    rest = await push(client, token, answer["uri"], body[2000:], file_size="5000", offset="2000")

    for refused in (first, wrong):
        status, told = refused
        assert (status, told["debug_info"]["retriable"]) == (400, True)
        assert told["debug_info"]["type"] == "ProcessingFailedError"
        assert json.loads(told["debug_info"]["message"])["success"] is False
    assert state["video_status"]["uploading_phase"]["bytes_transferred"] == 2000
    assert rest == (200, {"success": True, "message": "Upload successful."})


async def test_more_bytes_than_announced_end_the_container(client: Client) -> None:
    token = await client.token()
    answer = await begin_upload(client, token)

    status, told = await push(client, token, answer["uri"], b"x" * 20, file_size="10")

    assert (status, told["debug_info"]["retriable"]) == (400, False)
    assert await client.until(token, answer["id"], "ERROR")


async def test_the_upload_host_may_fetch_the_file(client: Client) -> None:
    token = await client.token()
    answer = await begin_upload(client, token)
    url = await client.media("a.mp4")

    headers = {"Authorization": f"OAuth {token}", "file_url": url}
    response = await client.session.post(answer["uri"], headers=headers)

    assert response.status == 200
    assert await client.until(token, answer["id"], "FINISHED")


async def test_the_upload_host_takes_only_oauth_and_its_own_containers(client: Client) -> None:
    token = await client.token()
    answer = await begin_upload(client, token)
    headers = {"Authorization": f"Bearer {token}", "offset": "0", "file_size": "1"}

    bearer = await client.session.post(answer["uri"], data=b"x", headers=headers)
    elsewhere = f"{client.base}/ig-api-upload/{client.version}/{await client.finished(token)}"
    other = await push(client, token, elsewhere, b"x", file_size="1")

    assert error_of((bearer.status, await bearer.json())) == (400, 190, 0)
    assert error_of(other) == (400, 24, 2207008)


async def test_pictures_cannot_be_pushed(client: Client) -> None:
    refused = await client.container(
        await client.token(), image_url="http://x.test/a.jpg", upload_type="resumable"
    )

    assert error_of(refused) == (400, 100, 0)


async def test_a_post_is_deleted_only_with_its_own_permission(client: Client) -> None:
    less = "instagram_basic,instagram_content_publish,pages_show_list,pages_read_engagement"
    token = await client.token(scope=less)
    media = await client.live(token)

    refused = await client.delete(media, token)
    posted = await client.post(media, token)
    whole = await client.token(auth_type="rerequest")

    assert error_of(refused) == (400, 10, 0)
    assert posted == (200, {"success": True})
    assert (await client.get(media, whole))[0] == 200
    assert await client.delete(media, whole) == (200, {"success": True, "deleted_id": media})
    assert error_of(await client.get(media, whole)) == (400, 100, 33)


async def test_an_item_of_a_carousel_cannot_be_deleted(client: Client) -> None:
    token = await client.token()
    photo = {"image_url": await client.media(), "is_carousel_item": "true"}
    children = [await client.finished(token, **photo) for _ in range(2)]
    media = await client.live(token, media_type="CAROUSEL", children=",".join(children))
    _, items = await client.get(f"{media}/children", token)

    refused = await client.delete(items["data"][0]["id"], token)

    assert error_of(refused) == (400, -1, 2207073)


async def test_comments_are_switched_off_and_on(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)

    await client.post(media, token, comment_enabled="false")
    _, answer = await client.get(media, token, fields="is_comment_enabled")
    refused = await client.post(f"{media}/comments", token, message="hello")

    assert answer["is_comment_enabled"] is False
    assert error_of(refused) == (400, 100, 0)
