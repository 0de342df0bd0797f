"""Photo posts, drafts, cancelling, and the video list, as TikTok wants to be asked."""

import json
from dataclasses import replace

import pytest

from platforms.errors import RateLimited, Rejected, TokenInvalid
from platforms.protocol import Request
from platforms.tiktok.cancelling import cancel_request, read_cancelled
from platforms.tiktok.photos import PhotoPost, photos_request
from platforms.tiktok.posting import DirectPost, PullFromUrl, init_request
from platforms.tiktok.videos import Video, list_request, query_request, read_videos

POST = PhotoPost(
    "DIRECT_POST",
    ("https://media.sim.test/p/1.jpg", "https://media.sim.test/p/2.webp"),
    title="3 loaves",
    privacy_level="SELF_ONLY",
    brand_organic_toggle=True,
)


def answer(code: str, data: object = None) -> bytes:
    return json.dumps({"data": data, "error": {"code": code, "message": ""}}).encode()


def test_a_photo_post_is_asked_for_as_the_page_shows() -> None:
    request = photos_request("act.1", POST)

    assert (request.method, request.url) == ("POST", "/v2/post/publish/content/init/")
    assert json.loads(request.body) == {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "is_aigc": False,
        "post_info": {
            "title": "3 loaves",
            "privacy_level": "SELF_ONLY",
            "disable_comment": False,
            "auto_add_music": False,
            "brand_content_toggle": False,
            "brand_organic_toggle": True,
        },
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_cover_index": 0,
            "photo_images": list(POST.photo_images),
        },
    }


def test_a_photo_draft_says_title_and_description_only() -> None:
    draft = replace(POST, mode="MEDIA_UPLOAD", description="which one?")

    told = json.loads(photos_request("act.1", draft).body)

    assert told["post_info"] == {"title": "3 loaves", "description": "which one?"}


def test_the_addresses_of_photos_are_not_shown() -> None:
    assert "media.sim.test" not in repr(POST) + repr(photos_request("act.1", POST))


@pytest.mark.parametrize("post", [None, DirectPost("SELF_ONLY")])
def test_a_video_that_tiktok_fetches_is_named_by_its_address(post: DirectPost | None) -> None:
    request = init_request("act.1", post, PullFromUrl("https://media.sim.test/v/9.mp4?sig=1"))

    assert json.loads(request.body)["source_info"] == {
        "source": "PULL_FROM_URL",
        "video_url": "https://media.sim.test/v/9.mp4?sig=1",
    }
    assert "sig=1" not in repr(request)


def test_a_cancelled_post_is_answered_without_data() -> None:
    request = cancel_request("act.1", "v_pub_url~v2-1.7")

    assert (request.url, json.loads(request.body)) == (
        "/v2/post/publish/cancel/",
        {"publish_id": "v_pub_url~v2-1.7"},
    )
    read_cancelled(200, {}, b'{"error":{"code":"ok","message":"","log_id":"2"}}')


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("publish_not_cancellable", Rejected),
        ("invalid_publish_id", Rejected),
        ("access_token_invalid", TokenInvalid),
        ("rate_limit_exceeded", RateLimited),
    ],
)
def test_a_refusal_to_cancel_says_why(code: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=code):
        read_cancelled(400, {}, answer(code))


@pytest.mark.parametrize("cursor", [None, 0])
def test_the_first_page_is_asked_for_without_a_cursor(cursor: int | None) -> None:
    request = list_request("act.1", cursor, 20)

    assert json.loads(request.body) == {"max_count": 20}
    assert request.url.startswith("/v2/video/list/?fields=id,create_time,")


def test_an_older_page_is_asked_for_by_its_cursor() -> None:
    assert json.loads(list_request("act.1", 1789900000000, 2).body)["cursor"] == 1789900000000


def test_a_page_keeps_seconds_milliseconds_and_every_digit_apart() -> None:
    videos = [{"id": 7650000000000009876, "create_time": 1790000120, "view_count": 1204}]
    told = {"videos": videos, "cursor": 1790000120000, "has_more": True}

    page = read_videos(200, {}, answer("ok", told))

    assert page.videos == (
        Video(id="7650000000000009876", create_time=1790000120, view_count=1204),
    )
    assert (page.cursor, page.has_more) == (1790000120000, True)


def test_no_videos_is_an_answer() -> None:
    assert read_videos(200, {}, answer("ok", {})).videos == ()


@pytest.mark.parametrize("count", [0, 21])
def test_a_page_has_1_to_20_videos(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 20"):
        list_request("act.1", None, count)


@pytest.mark.parametrize("request_", [list_request("t", 1, 2), query_request("t", ["7"])])
def test_the_fields_stand_in_the_query_and_not_in_the_body(request_: Request) -> None:
    assert "?fields=id,create_time,title," in request_.url
    assert b"fields" not in request_.body


@pytest.mark.parametrize("count", [0, 21])
def test_a_query_names_1_to_20_videos(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 20"):
        query_request("act.1", ["7"] * count)
