"""New containers: what may be asked for, and the real fetch of what they name."""

import json

import pytest

from sandbox.instagram.publishing.captions import check_caption
from sandbox.instagram.switches import Switches

from .support import BAKERY, DRAWINGS, Client, error_of

TAG = {"username": "leo.draws", "x": 0.5, "y": 0.5}


async def test_a_photo_becomes_a_container_of_17_digits(client: Client) -> None:
    token = await client.token()

    status, answer = await client.container(token, image_url=await client.media(), alt_text="loaf")

    assert (status, list(answer)) == (200, ["id"])
    assert len(answer["id"]) == 17


async def test_an_address_where_nobody_answers_is_9004(client: Client) -> None:
    refused = await client.container(await client.token(), image_url="http://127.0.0.1:9/a.jpg")

    assert error_of(refused) == (400, 9004, 2207052)
    expected = "Only photo or video can be accepted as media type."
    assert refused[1]["error"]["message"] == expected


@pytest.mark.parametrize(
    ("name", "wish", "code", "subcode"),
    [
        ("a.jpg", {"status": 404}, 9004, 2207052),
        ("a.bin", {"kind": "bytes"}, 9004, 2207052),
        ("a.png", {}, 36001, 2207005),
        ("a.webp", {}, 36001, 2207005),
        ("a.jpg", {"size": 8 * 1024 * 1024 + 1}, 36000, 2207004),
        ("a.jpg", {"width": 1080, "height": 1920}, 36003, 2207009),
        ("a.jpg", {"width": 2000, "height": 1000}, 36003, 2207009),
        ("a.jpg", {"cut_after": 10}, 9004, 2207052),
    ],
)
async def test_a_picture_is_really_fetched_and_looked_into(
    client: Client, name: str, wish: dict[str, object], code: int, subcode: int
) -> None:
    url = await client.media(name, **wish)

    refused = await client.container(await client.token(), image_url=url)

    assert error_of(refused) == (400, code, subcode)
    assert refused[1]["error"]["is_transient"] is False


@pytest.mark.parametrize(("width", "height"), [(1080, 1350), (1910, 1000), (1080, 1080)])
async def test_the_ratios_at_the_edge_are_taken(client: Client, width: int, height: int) -> None:
    url = await client.media(width=width, height=height)

    assert (await client.container(await client.token(), image_url=url))[0] == 200


async def test_a_redirect_is_followed_to_what_it_leads_to(client: Client) -> None:
    token, good = await client.token(), await client.media("good.jpg")
    page = f"{client.base}/"

    taken = await client.container(token, image_url=await client.media("r.jpg", redirect_to=good))
    refused = await client.container(token, image_url=await client.media("r.jpg", redirect_to=page))

    assert taken[0] == 200
    assert error_of(refused) == (400, 9004, 2207052)


async def test_a_file_that_does_not_end_in_time_is_2207003(client: Client) -> None:
    await client.switch(fetch_timeout=0.2)
    url = await client.media(stall_after=100)

    refused = await client.container(await client.token(), image_url=url)

    assert error_of(refused) == (400, -2, 2207003)


async def test_a_story_takes_any_ratio_and_no_caption(client: Client) -> None:
    token = await client.token()
    story = {"media_type": "STORIES", "image_url": await client.media(height=1920)}

    assert (await client.container(token, **story))[0] == 200
    assert error_of(await client.container(token, **story, caption="x")) == (400, 100, 0)


async def test_a_story_may_be_for_business_accounts_only(client: Client) -> None:
    story = {"media_type": "STORIES", "image_url": await client.media()}
    token = await client.token("leo")

    taken = await client.container(token, DRAWINGS, **story)
    await client.switch(stories="business")

    assert taken[0] == 200
    assert error_of(await client.container(token, DRAWINGS, **story)) == (400, 10, 0)


@pytest.mark.parametrize(
    ("caption", "is_taken"),
    [
        ("x" * 2200, True),
        ("x" * 2201, False),
        (" ".join(f"#a{n}" for n in range(30)), True),
        (" ".join(f"#a{n}" for n in range(31)), False),
        (" ".join(f"@a{n}" for n in range(20)), True),
        (" ".join(f"@a{n}" for n in range(21)), False),
    ],
)
async def test_a_caption_has_2200_characters_30_hashtags_20_mentions(
    client: Client, caption: str, is_taken: bool
) -> None:
    wish = {"image_url": await client.media(), "caption": caption}

    response = await client.session.post(
        f"{client.base}/{client.version}/{BAKERY}/media",
        data={**wish, "access_token": await client.token()},
    )

    if is_taken:
        assert response.status == 200
    else:
        answer = response.status, await response.json()
        assert error_of(answer) == (400, 36004, 2207010)


def test_the_unit_of_a_caption_is_a_switch() -> None:
    check_caption("\N{GRINNING FACE}" * 2200, Switches())

    with pytest.raises(Exception, match="too long"):
        check_caption("\N{GRINNING FACE}" * 1101, Switches(caption_unit="utf16"))


@pytest.mark.parametrize(
    ("wish", "code", "subcode"),
    [
        ({}, 100, 0),
        ({"media_type": "SHOES"}, 100, 2207023),
        ({"alt_text": "x" * 1001}, 100, 0),
        ({"user_tags": "none"}, 100, 0),
        ({"user_tags": json.dumps([{"username": "leo.draws"}])}, 100, 0),
        ({"user_tags": json.dumps([{**TAG, "x": 1.5}])}, 100, 0),
        ({"user_tags": json.dumps([TAG] * 21)}, 100, 2207040),
        ({"collaborators": '["a","b","c","d"]'}, 100, 0),
        ({"location_id": "100000000000302"}, 100, 0),
        ({"share_to_feed": "true"}, 100, 0),
        ({"product_tags": "[{}]"}, 100, 2207037),
        ({"is_carousel_item": "true", "caption": "x"}, 100, 0),
        ({"is_carousel_item": "true", "collaborators": '["a"]'}, 100, 0),
        ({"is_carousel_item": "true", "is_ai_generated": "true"}, 100, 0),
        ({"branded_content_sponsor_ids": "1,2,3"}, 100, 0),
        ({"is_ai_generated": "perhaps"}, 100, 0),
    ],
)
async def test_a_wrong_parameter_of_a_photo_is_refused(
    client: Client, wish: dict[str, str], code: int, subcode: int
) -> None:
    photo = {"image_url": await client.media()} if wish else {}

    refused = await client.container(await client.token(), **photo, **wish)

    if wish.get("media_type"):
        refused = await client.container(await client.token(), media_type=wish["media_type"])
    assert error_of(refused) == (400, code, subcode)


async def test_what_a_photo_may_have_is_taken(client: Client) -> None:
    wish = {
        "image_url": await client.media(),
        "caption": "bread",
        "alt_text": "a loaf",
        "user_tags": json.dumps([TAG]),
        "collaborators": '["leo.draws"]',
        "location_id": "100000000000301",
        "is_ai_generated": "true",
    }

    assert (await client.container(await client.token(), **wish))[0] == 200


async def test_nobody_may_be_tagged_who_is_not_public(client: Client) -> None:
    await client.control("PATCH", "accounts/leo.draws", {"is_public": False})
    wish = {"image_url": await client.media(), "user_tags": json.dumps([TAG])}

    assert error_of(await client.container(await client.token(), **wish)) == (400, 100, 0)


@pytest.mark.parametrize(
    "wish",
    [
        {"alt_text": "x"},
        {"user_tags": json.dumps([TAG])},
        {"trial_params": '{"graduation_strategy":"NEVER"}'},
        {"thumb_offset": "soon"},
        {"upload_type": "whole"},
        {"is_carousel_item": "true"},
    ],
)
async def test_a_wrong_parameter_of_a_reel_is_refused(client: Client, wish: dict[str, str]) -> None:
    reel = {"media_type": "REELS", "video_url": "http://127.0.0.1:9/a.mp4"}

    assert error_of(await client.container(await client.token(), **reel, **wish)) == (400, 100, 0)


async def test_an_address_must_be_plain_ascii(client: Client) -> None:
    refused = await client.container(await client.token(), image_url="http://x.test/ä.jpg")

    assert error_of(refused) == (400, 100, 0)


async def test_a_lone_video_must_be_a_reel(client: Client) -> None:
    token, url = await client.token(), await client.media("a.mp4")

    refused = await client.container(token, media_type="VIDEO", video_url=url)
    await client.switch(lone_video="accept")

    assert error_of(refused) == (400, 100, 2207067)
    assert (await client.container(token, media_type="VIDEO", video_url=url))[0] == 200


@pytest.mark.parametrize(
    ("wish", "subcode"),
    [
        ({"duration": 2}, 2207026),
        ({"duration": 901}, 2207026),
        ({"frames_per_second": 10}, 2207026),
        ({"width": 3840}, 2207026),
        ({"kind": "webm"}, 2207026),
        ({"status": 404}, 2207052),
    ],
)
async def test_a_bad_video_ends_in_error_with_its_subcode(
    client: Client, wish: dict[str, object], subcode: int
) -> None:
    token = await client.token()
    url = await client.media("a.mp4", **wish)
    _, answer = await client.container(token, media_type="REELS", video_url=url)

    failed = await client.until(token, answer["id"], "ERROR")

    _, state = await client.get(failed, token, fields="status")
    expected = f"Error: Media upload has failed with error code {subcode}"
    assert state == {"status": expected, "id": failed}


async def test_a_video_that_arrived_is_not_looked_into_where_the_switch_says_so(
    client: Client,
) -> None:
    await client.switch(video_checks=False)
    token, url = await client.token(), await client.media("a.mp4", duration=1)

    assert await client.finished(token, media_type="REELS", video_url=url)


async def test_a_thumb_outside_the_video_is_2207057(client: Client) -> None:
    token, url = await client.token(), await client.media("a.mp4", duration=10)
    wish = {"media_type": "REELS", "video_url": url, "thumb_offset": "10001"}
    _, answer = await client.container(token, **wish)

    failed = await client.until(token, answer["id"], "ERROR")

    _, state = await client.get(failed, token, fields="status")
    assert state["status"].endswith("2207057")


async def test_the_cover_of_a_reel_is_fetched_at_once(client: Client) -> None:
    reel = {"media_type": "REELS", "video_url": await client.media("a.mp4")}
    cover = await client.media("cover.png")

    refused = await client.container(await client.token(), **reel, cover_url=cover)

    assert error_of(refused) == (400, 36001, 2207005)


async def item(client: Client, token: str) -> str:
    wish = {"image_url": await client.media(), "is_carousel_item": "true"}
    return await client.finished(token, **wish)


async def test_a_carousel_has_2_to_10_finished_items_of_ones_own(client: Client) -> None:
    token = await client.token()
    first, second = await item(client, token), await item(client, token)
    alone = await client.finished(token)
    wish = {"image_url": await client.media(), "is_carousel_item": "true"}
    foreign = await client.finished(await client.token("leo"), DRAWINGS, **wish)

    async def parent(*children: str) -> tuple[int, dict[str, object]]:
        return await client.container(token, media_type="CAROUSEL", children=",".join(children))

    assert (await parent(first, second))[0] == 200
    assert error_of(await parent(first)) == (400, 100, 2207028)
    assert error_of(await parent(*[first] * 11)) == (400, 100, 2207028)
    assert error_of(await parent(first, foreign)) == (400, 24, 2207006)
    assert error_of(await parent(first, "17990000000000001")) == (400, 24, 2207008)
    assert error_of(await parent(first, alone)) == (400, 100, 0)


async def test_a_carousel_with_an_unready_item_is_code_2(client: Client) -> None:
    token = await client.token()
    await client.switch(video_delay=60)
    video = {"media_type": "VIDEO", "video_url": await client.media("a.mp4")}
    _, unready = await client.container(token, **video, is_carousel_item="true")
    children = f"{await item(client, token)},{unready['id']}"

    refused = await client.container(token, media_type="CAROUSEL", children=children)

    assert error_of(refused) == (400, 2, 0)
    assert refused[1]["error"]["is_transient"] is True


async def test_children_may_be_a_json_list(client: Client) -> None:
    token = await client.token()
    children = json.dumps([await item(client, token), await item(client, token)])

    taken = await client.container(token, media_type="CAROUSEL", children=children)

    assert taken[0] == 200


async def test_caption_add_ons_are_written_once_and_read(client: Client) -> None:
    token = await client.token()
    poll = {"poll_attachment": '{"options":["rye","wheat"]}'}
    wish = {"image_url": await client.media(), "caption": "which?"}

    _, answer = await client.publish(token, await client.finished(token, **wish, **poll))
    _, read = await client.get(f"{answer['id']}/poll_attachment", token)
    none = await client.get(f"{answer['id']}/prompt_response", token)

    assert answer["is_caption_addon_attached"] is True
    assert [one["text"] for one in read["poll_attachment"]["options"]] == ["rye", "wheat"]
    assert none == (200, {"prompt_response": None})


@pytest.mark.parametrize(
    "wish",
    [
        {"poll_attachment": '{"options":["rye"]}', "caption": "x"},
        {"poll_attachment": '{"options":["rye","wheat"]}'},
        {
            "poll_attachment": '{"options":["rye","wheat"]}',
            "is_comment_prompt_used": "true",
            "caption": "x",
        },
    ],
)
async def test_a_wrong_caption_add_on_is_refused(client: Client, wish: dict[str, str]) -> None:
    refused = await client.container(await client.token(), image_url=await client.media(), **wish)

    assert error_of(refused) == (400, 100, 0)


async def test_400_containers_in_24_hours_are_the_most(client: Client) -> None:
    await client.switch(containers_per_day=2)
    token, url = await client.token(), await client.media()

    made = [await client.container(token, image_url=url) for _ in range(3)]
    await client.advance(86_401)

    assert [status for status, _ in made] == [200, 200, 400]
    assert error_of(made[2]) == (400, 4, 0)
    assert (await client.container(token, image_url=url))[0] == 200
