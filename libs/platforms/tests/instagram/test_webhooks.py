"""A delivery is split into changes, each with a name that repeats share."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.instagram.deliveries import UnparseableDelivery
from platforms.instagram.webhooks import (
    Change,
    CommentValue,
    MentionValue,
    StoryInsightsValue,
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


def test_a_comment_below_an_advertisement_has_a_name_of_its_own() -> None:
    media = {"id": "1789", "media_product_type": "AD", "ad_id": "12021"}
    first = only(delivery(("comments", COMMENT)))
    copy = only(delivery(("comments", {**COMMENT, "media": media})))

    assert first.external_id != copy.external_id
    assert isinstance(copy.value, CommentValue)
    assert copy.value.is_of_ad


@pytest.mark.parametrize("comment_id", ["1790/replies", "1790){id}", "../1790", "x"])
def test_an_id_that_would_change_a_path_is_not_read(comment_id: str) -> None:
    assert only(delivery(("comments", {**COMMENT, "id": comment_id}))).value is None


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
    [
        b"",
        b"[]",
        b"{}",
        b'{"object":"page","entry":[]}',
        b'{"object":"instagram"}',
        b'{"object":"instagram","entry":[]}',
        b'{"object":"instagram","object":"instagram","entry":[{"id":"1","time":1}]}',
        b'{"object":"instagram","entry":[{"id":"1","time":1,"changes":[{"value":1}]}]}',
        b'{"object":"instagram","entry":[{"id":"1","time":1,"changes":[1]}]}',
        b'{"object":"instagram","entry":[{"id":"1","time":1,"changes":"none"}]}',
        b'{"object":"instagram","entry":[{"id":"1","time":1e999}]}',
        b'{"object":"instagram","entry":[{"id":"1","time":1,"more":' + b"[" * 100_000,
        b"\xff",
    ],
    ids=range(13),
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


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
IDS = st.integers(1, 10**17).map(str)
COMMENTS = st.fixed_dictionaries(
    {"id": IDS, "text": TEXTS, "media": st.fixed_dictionaries({"id": IDS})}
)
MENTIONS = st.fixed_dictionaries({"media_id": IDS}, optional={"comment_id": IDS})
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
CHANGES = (
    st.tuples(st.just("comments"), COMMENTS)
    | st.tuples(st.just("mentions"), MENTIONS)
    | st.tuples(TEXTS.filter(bool), JSON)
).map(lambda pair: {"field": pair[0], "value": pair[1]})
ENTRIES = st.fixed_dictionaries(
    {"id": IDS, "time": st.integers(0, 2 * 10**12)},
    optional={
        "changes": st.lists(CHANGES, max_size=4),
        "messaging": st.lists(st.dictionaries(TEXTS, JSON, max_size=3), max_size=3),
        "changed_fields": st.lists(TEXTS, max_size=2),
    },
)


@given(st.lists(ENTRIES, min_size=1, max_size=4), st.booleans())
def test_each_reduced_body_holds_its_change_and_nothing_else(
    entries: list[dict[str, object]], ascii_only: bool
) -> None:
    body = json.dumps({"object": "instagram", "entry": entries}, ensure_ascii=ascii_only).encode()

    for change in split(body):
        again = only(change.body)
        assert replace(again, pointer="", body=b"") == replace(change, pointer="", body=b"")


@given(st.lists(ENTRIES, min_size=1, max_size=4))
def test_nothing_that_was_sent_is_left_out(entries: list[dict[str, Any]]) -> None:
    found = split(json.dumps({"object": "instagram", "entry": entries}).encode())

    sent = [entry.get("changes", []) + entry.get("messaging", []) or [entry] for entry in entries]
    assert len(found) == sum(map(len, sent))


def test_a_delivery_of_one_change_is_kept_as_it_was_signed() -> None:
    body = delivery(("comments", COMMENT)).replace(b"Nice", b"N\\u0069ce \\/ ")

    assert only(body).body == body


def test_half_an_emoji_costs_only_its_own_comment_the_reading() -> None:
    cut = {**COMMENT, "text": "\ud83d"}

    whole, half = split(delivery(("comments", COMMENT), ("comments", cut)))

    assert (whole.value is None, half.value is None) == (False, True)
    assert only(half.body).external_id == half.external_id


@pytest.mark.parametrize("kind", ["changed_fields", "standby"])
def test_an_entry_without_changes_is_kept_whole(kind: str) -> None:
    entry = {"id": "1784", "time": 1790000000, kind: ["comments"]}

    change = only(json.dumps({"object": "instagram", "entry": [entry]}).encode())

    assert (change.field, change.value, change.pointer) == (kind, None, "/entry/0")


@pytest.mark.parametrize(
    ("field", "value", "media_id"),
    [
        ("comments", COMMENT, "1789"),
        ("comments", {**COMMENT, "media": {"id": "1792", "original_media_id": "1789"}}, "1789"),
        ("comments", {"id": "1", "text": "no medium"}, ""),
        ("mentions", {"media_id": "5", "comment_id": "6"}, "5"),
        ("story_insights", {"media_id": "7"}, "7"),
        ("new_field", {"media_id": "8"}, ""),
    ],
)
def test_a_change_names_the_medium_that_it_is_about(
    field: str, value: object, media_id: str
) -> None:
    assert only(delivery((field, value))).media_id == media_id


@pytest.mark.parametrize("number", [10**15 + 1, -(10**15) - 1, 10**30, 10**400])
def test_numbers_that_no_event_takes_are_kept_unread(number: int) -> None:
    change = only(delivery(("story_insights", {"media_id": "7", "reach": number})))

    assert (change.field, change.value) == ("story_insights", None)
