"""TikTok's times are seconds, and some answers give milliseconds."""

import json

import pytest
from pydantic import BaseModel, ValidationError

from platforms.tiktok.times import LATEST, Seconds
from platforms.tiktok.videos import read_videos
from platforms.tiktok.webhooks import parse_delivery

AT = 1_790_000_120


class Timed(BaseModel):
    at: Seconds


@pytest.mark.parametrize("sent", [AT, AT * 1000, AT * 1000 + 999])
def test_seconds_and_milliseconds_are_the_same_time(sent: int) -> None:
    assert Timed(at=sent).at == AT


@pytest.mark.parametrize(("sent", "read"), [(0, 0), (LATEST, LATEST), (LATEST * 1000, LATEST)])
def test_a_time_of_the_calendar_stays_one(sent: int, read: int) -> None:
    assert Timed(at=sent).at == read


@pytest.mark.parametrize("sent", [-1, (LATEST + 1) * 1000, 10**30])
def test_what_is_no_time_is_refused(sent: int) -> None:
    with pytest.raises(ValidationError):
        Timed(at=sent)


def test_a_list_entry_in_milliseconds_is_read() -> None:
    body = {"data": {"videos": [{"id": "7", "create_time": AT * 1000}]}, "error": {"code": "ok"}}

    assert read_videos(200, {}, json.dumps(body).encode()).videos[0].create_time == AT


def test_a_delivery_in_milliseconds_is_read() -> None:
    body = {"client_key": "k", "event": "video.upload.failed", "create_time": AT * 1000}

    assert parse_delivery(json.dumps(body | {"content": "{}"}).encode()).create_time == AT
