"""The calls about one account: what is sent, what is repeated, and what is not."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import aiohttp
import pytest

from platforms.errors import OutcomeUnknown, RateLimited, Rejected
from platforms.instagram.account import Access, AccountCalls
from platforms.instagram.app import Login
from platforms.instagram.client import Instagram
from platforms.instagram.containers import Item, Upload, UserTag, Words
from platforms.instagram.usage import Usage
from platforms.protocol import Content

from ..scripted import Handler, Platform, json_answer, plain, reset
from .support import USER_ID, app_of, graph_error

PICTURE = Item(is_video=False, url="https://cdn.example/a.jpg", alt_text="Loaf")
VIDEO = Item(is_video=True, url="https://cdn.example/a.mp4")


def content(video: bytes) -> Content:
    """A video that is read as it is sent."""

    async def blocks() -> AsyncIterator[bytes]:
        for byte in video:
            yield bytes([byte])

    return Content(len(video), blocks)


def upload_at(platform: Platform) -> Upload:
    return Upload("1", f"{platform.url}/ig-api-upload/v26.0/1")


def form_of(platform: Platform, index: int = 0) -> dict[str, str]:
    form = parse_qs(platform.bodies[index].decode())
    return {name: values[0] for name, values in form.items() if name != "appsecret_proof"}


async def test_a_picture_names_no_media_type_and_leaves_out_what_is_empty(
    account: AccountCalls, platform: Platform
) -> None:
    platform.script = [json_answer({"id": "1799"})]
    tagged = replace(PICTURE, user_tags=(UserTag("ana", 0.5, 0.25),))

    made = await account.create("IMAGE", tagged, Words(caption="Fresh #bread", location_id="7"))

    assert made == "1799"
    assert platform.requests[0].path == f"/v26.0/{USER_ID}/media"
    assert form_of(platform) == {
        "image_url": "https://cdn.example/a.jpg",
        "alt_text": "Loaf",
        "user_tags": '[{"username":"ana","x":0.5,"y":0.25}]',
        "caption": "Fresh #bread",
        "location_id": "7",
    }


async def test_a_reel_says_where_it_is_shown_and_which_cover_it_has(
    account: AccountCalls, platform: Platform
) -> None:
    platform.script = [json_answer({"id": "1799"})]
    words = Words(collaborators=("ana", "bo"), share_to_feed=False, is_ai_generated=True)

    await account.create("REELS", replace(VIDEO, thumb_offset=0), words)

    assert form_of(platform) == {
        "media_type": "REELS",
        "video_url": "https://cdn.example/a.mp4",
        "thumb_offset": "0",
        "share_to_feed": "false",
        "is_ai_generated": "true",
        "collaborators": '["ana","bo"]',
    }


async def test_a_carousel_is_made_of_children(account: AccountCalls, platform: Platform) -> None:
    platform.script = [
        json_answer({"id": "11"}),
        json_answer({"id": "12"}),
        json_answer({"id": "13"}),
    ]

    children = [await account.create_child(PICTURE), await account.create_child(VIDEO)]
    parent = await account.create_carousel(children, Words(caption="Two views"))

    assert parent == "13"
    assert form_of(platform, 0)["is_carousel_item"] == "true"
    assert form_of(platform, 1)["media_type"] == "VIDEO"
    assert form_of(platform, 2) == {
        "media_type": "CAROUSEL",
        "children": "11,12",
        "caption": "Two views",
    }


@pytest.mark.parametrize(
    ("state", "subcode"),
    [
        ({"status_code": "ERROR", "status": "Error: failed with error code 2207026"}, "2207026"),
        ({"status_code": "FINISHED", "status": "Finished"}, ""),
    ],
)
async def test_a_container_that_failed_is_an_answer(
    account: AccountCalls, platform: Platform, state: dict[str, str], subcode: str
) -> None:
    platform.script = [json_answer({"id": "1799", **state})]

    found = await account.container("1799")

    assert (found.status_code, found.subcode) == (state["status_code"], subcode)


@pytest.mark.parametrize("answer", [reset, plain(b"<html>", 502)], ids=["reset", "502"])
async def test_a_lost_answer_to_publish_is_unknown_and_not_repeated(
    account: AccountCalls, platform: Platform, answer: Handler
) -> None:
    platform.script = [answer]

    with pytest.raises(OutcomeUnknown):
        await account.publish("1799")

    assert len(platform.requests) == 1


async def test_a_spam_block_of_publish_keeps_its_name(
    account: AccountCalls, platform: Platform
) -> None:
    platform.script = [json_answer(graph_error(4, 2207051), 400)]

    with pytest.raises(RateLimited) as raised:
        await account.publish("1799")

    assert raised.value.code == "4/2207051"


async def test_a_read_that_the_page_token_may_not_see_is_tried_with_the_other(
    account: AccountCalls, platform: Platform
) -> None:
    platform.script = [
        json_answer(graph_error(100, 33), 400),
        json_answer({"data": [{"quota_usage": 3, "config": {"quota_total": 100}}]}),
    ]

    quota = await account.quota()

    assert quota.left == 97
    assert [request.headers["Authorization"] for request in platform.requests] == [
        "Bearer EAAPage",
        "Bearer EAAPerson",
    ]


async def test_a_write_is_not_tried_with_the_other_token(
    account: AccountCalls, platform: Platform
) -> None:
    platform.script = [json_answer(graph_error(100, 33), 400)]

    with pytest.raises(Rejected):
        await account.reply("1790", "Thanks!")

    assert len(platform.requests) == 1


async def test_a_number_below_zero_is_not_told(account: AccountCalls, platform: Platform) -> None:
    views = {"name": "views", "period": "lifetime", "values": [{"value": 655}]}
    reach = {"name": "reach", "period": "lifetime", "values": [{"value": -1}]}
    platform.script = [json_answer({"data": [views, reach]})]

    found = await account.media_insights("1789", ("views", "reach"))

    assert found == {"views": 655, "reach": None}
    assert platform.requests[0].query["metric"] == "views,reach"


async def test_totals_of_an_account_and_a_series_are_asked_for_in_two_ways(
    account: AccountCalls, platform: Platform
) -> None:
    total = {"name": "views", "period": "day", "total_value": {"value": 1803}}
    series = {
        "name": "follower_count",
        "period": "day",
        "values": [
            {"value": 3, "end_time": "2026-09-19T07:00:00+0000"},
            {"value": 4, "end_time": "2026-09-20T07:00:00+0000"},
        ],
    }
    platform.script = [json_answer({"data": [total]}), json_answer({"data": [series]})]
    begin, end = datetime(2026, 9, 19, tzinfo=UTC), datetime(2026, 9, 20, tzinfo=UTC)

    assert await account.account_totals(("views",), begin, end) == {"views": 1803}
    assert await account.account_series("follower_count", begin, end) == {"follower_count": 4}

    totals, told = (request.query for request in platform.requests)
    assert (totals["metric_type"], totals["period"]) == ("total_value", "day")
    assert "metric_type" not in told
    assert (totals["since"], totals["until"]) == ("1789776000", "1789862400")


async def test_a_mention_is_read_through_the_account(
    account: AccountCalls, platform: Platform
) -> None:
    platform.script = [
        json_answer({"mentioned_comment": {"id": "5", "text": "thanks @you"}, "id": USER_ID}),
        json_answer({"mentioned_media": {"caption": "with @you", "username": "ana"}}),
    ]

    comment = await account.read_mention("4", "5")
    caption = await account.read_mention("4", "")

    assert (comment.said, caption.said, caption.username) == ("thanks @you", "with @you", "ana")
    first, second = (request.query["fields"] for request in platform.requests)
    assert first.startswith("mentioned_comment.comment_id(5){")
    assert second.startswith("mentioned_media.media_id(4){")


async def test_a_comment_tells_its_medium_and_a_list_the_answers(
    account: AccountCalls, platform: Platform
) -> None:
    answer = {"id": "8", "text": "Thanks", "parent_id": "7"}
    comment = {"id": "7", "text": "Nice", "replies": {"data": [answer]}}
    platform.script = [
        json_answer({"id": "7", "text": "Nice", "media": {"id": "4"}}),
        json_answer({"data": [comment]}),
    ]

    one = await account.find_comment("7")
    (listed,) = (await account.list_comments("4")).data

    assert (one.media and one.media.id, one.author_id, one.hidden) == ("4", "", None)
    assert listed.replies is not None
    assert [reply.id for reply in listed.replies.data] == ["8"]


async def test_comments_are_read_with_fewer_fields_where_one_is_refused(
    account: AccountCalls, platform: Platform
) -> None:
    platform.script = [
        json_answer(graph_error(100), 400),
        json_answer({"data": [{"id": "1", "text": "a", "timestamp": "2026-09-21T14:20:00+0000"}]}),
    ]

    (comment,) = (await account.list_comments("1789")).data

    assert comment.timestamp is not None
    assert comment.timestamp.isoformat() == "2026-09-21T14:20:00+00:00"
    assert platform.requests[1].query["fields"] == "id,text,timestamp"


async def test_a_reply_asks_for_no_fields(account: AccountCalls, platform: Platform) -> None:
    platform.script = [json_answer({"id": "1791"})]

    assert await account.reply("1790", "Thanks!") == "1791"

    assert form_of(platform) == {"message": "Thanks!"}


async def test_a_private_reply_goes_out_by_the_page_with_its_token(
    instagram: Instagram, platform: Platform
) -> None:
    access = Access(USER_ID, "EAAPage", "EAAPerson", page_id="100000000000201")
    account = AccountCalls(instagram, access, lambda usage: None)
    platform.script = [json_answer({"recipient_id": "99", "message_id": "m_1"})]

    assert await account.reply_privately("17900", "Write to us") == "m_1"

    [request], [body] = platform.requests, platform.bodies
    form = parse_qs(body.decode())
    assert request.path == "/v26.0/100000000000201/messages"
    assert request.headers["Authorization"] == "Bearer EAAPage"
    assert json.loads(form["recipient"][0]) == {"comment_id": "17900"}
    assert json.loads(form["message"][0]) == {"text": "Write to us"}


@pytest.mark.parametrize(("login", "page_id"), [("facebook", ""), ("unified", "1")])
async def test_a_private_reply_that_would_be_lost_is_not_sent(
    login: Login, page_id: str, session: aiohttp.ClientSession, platform: Platform
) -> None:
    client = Instagram(session, app_of(login, platform.url))
    account = AccountCalls(client, Access(USER_ID, "EAA", page_id=page_id), lambda usage: None)

    with pytest.raises(Rejected, match="no_private_replies"):
        await account.reply_privately("17900", "Write to us")

    assert platform.requests == []


async def test_every_answer_tells_how_full_the_limits_are(
    account: AccountCalls, platform: Platform, told: list[Usage]
) -> None:
    headers = {"X-App-Usage": '{"call_count":90}'}
    platform.script = [json_answer(graph_error(190), 400, headers)]

    with pytest.raises(Exception, match="190"):
        await account.list_media()

    assert told == [Usage(0, 0, 90)]


async def test_bytes_go_to_no_other_host(account: AccountCalls, platform: Platform) -> None:
    with pytest.raises(Rejected, match="upload_host_not_allowed"):
        await account.send_bytes(Upload("1", "https://elsewhere.test/x"), 0, content(b"v"))

    assert platform.requests == []


async def test_bytes_are_sent_with_their_offset(account: AccountCalls, platform: Platform) -> None:
    platform.script = [json_answer({"success": True, "message": "Upload successful."})]

    await account.send_bytes(upload_at(platform), 1, content(b"ideo"))

    sent = platform.requests[0].headers
    assert (sent["Authorization"], sent["offset"], sent["file_size"]) == ("OAuth EAAPage", "1", "5")
    assert platform.bodies == [b"ideo"]


@pytest.mark.parametrize(
    ("is_retriable", "error"),
    [(True, OutcomeUnknown), (False, Rejected)],
    ids=["broken", "refused"],
)
async def test_a_failed_upload_says_whether_the_rest_may_be_sent(
    account: AccountCalls, platform: Platform, is_retriable: bool, error: type[Exception]
) -> None:
    told = {"retriable": is_retriable, "type": "ProcessingFailedError", "message": "{}"}
    platform.script = [json_answer({"debug_info": told}, 400)]

    with pytest.raises(error, match="2207082"):
        await account.send_bytes(upload_at(platform), 0, content(b"video"))

    assert len(platform.requests) == 1


async def test_a_video_that_cannot_be_read_to_its_end_is_no_upload(
    account: AccountCalls, platform: Platform
) -> None:
    async def blocks() -> AsyncIterator[bytes]:
        yield b"vi"
        raise OSError("the disk is gone")

    platform.script = [json_answer({"success": True})]

    with pytest.raises(OutcomeUnknown):
        await account.send_bytes(upload_at(platform), 0, Content(5, blocks))


async def test_how_much_has_come_is_asked_for_beside_the_state(
    account: AccountCalls, platform: Platform
) -> None:
    uploading = {"status": "in_progress", "bytes_transferred": 2000, "source_file_size": 5000}
    state = {"id": "1", "status_code": "IN_PROGRESS", "status": ""}
    platform.script = [
        json_answer({**state, "video_status": {"uploading_phase": uploading}}),
        json_answer(state),
    ]

    told, untold = await account.progress("1"), await account.progress("1")

    assert (told.received, untold.received) == (2000, 0)


async def test_what_a_login_cannot_do_is_not_asked_for(
    session: aiohttp.ClientSession, platform: Platform
) -> None:
    client = Instagram(session, app_of("instagram", platform.url))
    account = AccountCalls(client, Access(USER_ID, "IGAA"), lambda usage: None)

    with pytest.raises(Rejected, match="no_delete_media"):
        await account.delete_media("1789")
    with pytest.raises(Rejected, match="no_locations"):
        await account.find_locations("harbour")
    with pytest.raises(Rejected, match="no_resumable_upload"):
        await account.create_upload("REELS", replace(VIDEO, url=""), Words())
    with pytest.raises(Rejected, match="no_resumable_upload"):
        await account.create_child_upload(replace(VIDEO, url=""))

    assert platform.requests == []


async def test_only_places_with_coordinates_are_given(
    account: AccountCalls, platform: Platform
) -> None:
    places = [
        {"id": "301", "name": "Old Harbour", "location": {"latitude": 57.1, "longitude": 12.2}},
        {"id": "302", "name": "Harbour Fans"},
        {"id": "303", "name": "Harbour", "location": {"city": "Varberg"}},
    ]
    platform.script = [json_answer({"data": places})]

    found = await account.find_locations("harbour")

    assert [place.id for place in found] == ["301"]
    assert platform.requests[0].headers["Authorization"] == "Bearer EAAPerson"


@pytest.mark.parametrize(
    ("login", "fields"), [("facebook", "feed"), ("unified", "comments,mentions,story_insights")]
)
async def test_a_page_is_subscribed_with_a_field_that_pages_know(
    session: aiohttp.ClientSession, platform: Platform, login: Login, fields: str
) -> None:
    platform.script = [json_answer({"success": True})]
    client = Instagram(session, app_of(login, platform.url))

    await AccountCalls(client, Access(USER_ID, "EAA"), lambda usage: None).subscribe("100")

    assert form_of(platform) == {"subscribed_fields": fields}
