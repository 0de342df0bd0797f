"""A delivery is split into changes, each with a name that repeats share."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.instagram.webhooks import (
    Change,
    CommentValue,
    MentionValue,
    StoryInsightsValue,
    UnparseableDelivery,
    split,
)

COMMENT = {
    "id": "17900000000000011",
    "text": "Nice shot",
    "from": {"id": "990", "username": "sample_fan"},
    "media": {"id": "1789", "media_product_type": "FEED"},
}


def delivery(*changes: tuple[str, object], entry: str = "1784", time: int = 1790000000) -> bytes:
    told = [{"field": field, "value": value} for field, value in changes]
    body = {"object": "instagram", "entry": [{"id": entry, "time": time, "changes": told}]}
    return json.dumps(body).encode()


def only(body: bytes) -> Change:
    (change,) = split(body)
    return change


def test_each_change_has_its_place_in_the_body() -> None:
    body = {
        "object": "instagram",
        "entry": [
            {"id": "1", "time": 1790000000, "changes": [{"field": "comments", "value": COMMENT}]},
            {
                "id": "2",
                "time": 1790000000,
                "changes": [
                    {"field": "mentions", "value": {"media_id": "5"}},
                    {"field": "story_insights", "value": {"media_id": "6", "reach": 7}},
                ],
            },
            {"id": "3", "time": 1790000000123, "messaging": [{"sender": {"id": "9"}}]},
        ],
    }

    found = split(json.dumps(body).encode())

    assert [change.pointer for change in found] == [
        "/entry/0/changes/0",
        "/entry/1/changes/0",
        "/entry/1/changes/1",
        "/entry/2/messaging/0",
    ]
    assert [type(change.value) for change in found] == [
        CommentValue,
        MentionValue,
        StoryInsightsValue,
        type(None),
    ]
    assert [change.account_id for change in found] == ["1", "2", "2", "3"]
    assert found[3].sent_at.year == found[0].sent_at.year == 2026


def test_the_comment_id_is_read_from_either_key() -> None:
    other = {"comment_id": COMMENT["id"], "text": "Nice shot"}

    value = only(delivery(("comments", other))).value

    assert isinstance(value, CommentValue)
    assert value.id == "17900000000000011"


def test_a_repeat_at_another_time_has_the_same_name() -> None:
    first = only(delivery(("comments", COMMENT)))
    again = only(delivery(("comments", COMMENT), time=1790009999))

    assert first.external_id == again.external_id


def test_an_edited_comment_has_another_name() -> None:
    first = only(delivery(("comments", COMMENT)))
    edited = only(delivery(("comments", {**COMMENT, "text": "Nicer"})))

    assert first.external_id != edited.external_id


def test_a_test_of_the_dashboard_is_one_each_time() -> None:
    first = only(delivery(("comments", COMMENT), entry="0"))
    second = only(delivery(("comments", COMMENT), entry="0", time=1790000001))

    assert first.is_test
    assert first.external_id != second.external_id


def test_a_field_that_nobody_knows_is_kept_unread() -> None:
    change = only(delivery(("new_field", {"a": 1})))

    assert (change.field, change.value) == ("new_field", None)


def test_a_known_field_of_another_shape_is_kept_unread() -> None:
    assert only(delivery(("comments", {"text": "no id"}))).value is None


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"object":"page","entry":[]}', b'{"object":"instagram"}', b"\xff"],
)
def test_what_is_no_delivery_is_refused(body: bytes) -> None:
    with pytest.raises(UnparseableDelivery):
        split(body)


def test_a_thousand_changes_are_split_and_more_are_refused() -> None:
    many = [("comments", {**COMMENT, "id": str(number)}) for number in range(1, 1002)]

    assert len({change.external_id for change in split(delivery(*many[:1000]))}) == 1000
    with pytest.raises(UnparseableDelivery):
        split(delivery(*many))


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    try:
        split(body)
    except UnparseableDelivery:
        return
