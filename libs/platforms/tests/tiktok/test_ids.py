"""Only what can be an id of a public post counts as one, whichever way it comes."""

import json

import pytest

from platforms.tiktok.ids import public_id
from platforms.tiktok.status import read_status
from platforms.tiktok.videos import read_videos
from platforms.tiktok.webhooks import PostContent, external_id, parse_delivery

REAL = "7650000000000009876"
NO_IDS = ["abc", "-1", "0", "", "٣", "1 ", "7/../x", "9" * 21, "+7", "0x7"]


@pytest.mark.parametrize("sent", [REAL, int(REAL), "17"])
def test_digits_are_an_id_as_text_and_as_a_number(sent: object) -> None:
    assert public_id(sent) == str(sent)


@pytest.mark.parametrize("sent", [*NO_IDS, -1, 0, True, None, 7.65e18, {}, ["7"]])
def test_anything_else_is_no_id(sent: object) -> None:
    assert public_id(sent) is None


@pytest.mark.parametrize("sent", NO_IDS[:2])
def test_a_webhook_with_a_broken_id_names_no_public_post_and_is_kept_apart(sent: str) -> None:
    content = json.dumps({"publish_id": "p", "post_id": sent})
    body = {"client_key": "k", "event": "post.publish.publicly_available", "create_time": 1}
    found = parse_delivery(json.dumps({**body, "user_openid": "u", "content": content}).encode())

    assert isinstance(found.content, PostContent)
    assert (found.content.public_id, found.platform_post_id) == (None, "")
    assert external_id(found) == f"post.publish.publicly_available|u|p|{sent}|1"


def test_a_status_gives_the_good_ids_and_stays_readable() -> None:
    data = {"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": ["abc", -1, int(REAL)]}
    body = json.dumps({"data": data, "error": {"code": "ok"}}).encode()

    assert read_status(200, {}, body).post_ids == (REAL,)


def test_a_video_list_leaves_out_what_has_no_id() -> None:
    videos = [{"id": "abc"}, {"id": REAL}, {"id": -1}, {}]
    body = json.dumps({"data": {"videos": videos}, "error": {"code": "ok"}}).encode()

    assert [video.id for video in read_videos(200, {}, body).videos] == [REAL]
