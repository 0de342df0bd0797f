"""What deliveries mean, and how repeats are known."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.tiktok.webhooks import (
    Delivery,
    PostContent,
    RemovalContent,
    UnparseableDelivery,
    external_id,
    parse_delivery,
    unparseable_id,
)

USER = "-000SimOpenIdAlpha_0001"
PUBLISH_ID = "v_pub_file~v2-1.7650000000000000123"


def delivery(event: str, content: str, create_time: object = 1790000123) -> bytes:
    envelope = {"client_key": "k", "event": event, "create_time": create_time, "user_openid": USER}
    return json.dumps({**envelope, "content": content}).encode()


def parsed(event: str, content: str, create_time: int = 1790000123) -> Delivery:
    return parse_delivery(delivery(event, content, create_time))


@pytest.mark.parametrize("post_id", ["7650000000000009876", '"7650000000000009876"'])
def test_a_public_post_keeps_every_digit_of_its_id(post_id: str) -> None:
    found = parsed(
        "post.publish.publicly_available",
        f'{{"publish_id":"{PUBLISH_ID}","publish_type":"DIRECT_PUBLISH","post_id":{post_id}}}',
    )

    assert isinstance(found.content, PostContent)
    assert found.content.post_id == "7650000000000009876"
    assert (found.user_openid, found.create_time) == (USER, 1790000123)
    assert external_id(found) == (
        f"post.publish.publicly_available|{USER}|{PUBLISH_ID}|7650000000000009876|1790000123"
    )


@pytest.mark.parametrize("name", ["reason", "fail_reason"])
def test_a_failed_post_says_why_under_either_name(name: str) -> None:
    found = parsed("post.publish.failed", f'{{"publish_id":"p","{name}":"spam_risk"}}')

    assert isinstance(found.content, PostContent)
    assert found.content.reason == "spam_risk"
    assert external_id(found) == f"post.publish.failed|{USER}|p"


def test_both_spellings_of_complete_are_one_event() -> None:
    ids = {
        external_id(parsed(event, '{"publish_id":"p"}'))
        for event in ("post.publish.complete", "post.publish.completed")
    }

    assert ids == {f"post.publish.complete|{USER}|p|1790000123"}


def test_a_draft_posted_twice_is_two_events_and_a_repeat_is_one() -> None:
    first = parsed("post.publish.complete", '{"publish_id":"p"}', 1790000123)
    again = parsed("post.publish.complete", '{"publish_id":"p"}', 1790000123)
    second = parsed("post.publish.complete", '{"publish_id":"p"}', 1790000999)

    assert external_id(first) == external_id(again)
    assert external_id(first) != external_id(second)


def test_a_removal_is_told_by_its_time() -> None:
    found = parsed("authorization.removed", '{"reason": 1 }')

    assert found.content == RemovalContent(reason=1)
    assert external_id(found) == f"authorization.removed|{USER}|1790000123"


def test_an_event_we_do_not_use_is_kept_apart_by_its_content() -> None:
    one = parsed("video.upload.failed", '{"share_id":"1"}')
    two = parsed("video.upload.failed", '{"share_id":"2"}')

    assert one.content is None
    assert external_id(one) != external_id(two)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf" + delivery("video.upload.failed", "{}"),
        delivery("video.upload.failed", "{}")[:-1],
        delivery("post.publish.complete", "{}"),
        delivery("post.publish.complete", "not json"),
        delivery("post.publish.complete", "[]"),
        delivery("post.publish.complete", '{"publish_id":"p","publish_id":"q"}'),
        delivery("post.publish.complete", '{"publish_id":"p","n":NaN}'),
        delivery("post.publish.complete", '{"publish_id":"p\\u0000"}'),
        delivery("post.publish.complete", '{"publish_id":"\\ud800"}'),
        delivery("post.publish.complete", '{"publish_id":"p","post_id":7.65e18}'),
        delivery("post.publish.complete", "[" * 100_000),
        delivery("authorization.removed", '{"reason":"why"}'),
        delivery("video.upload.failed", "{}", create_time=-1),
        delivery("video.upload.failed", "{}", create_time=10**30),
        delivery("video.upload.failed", "{}", create_time="soon"),
        delivery("video.upload.failed", "{}").replace(b"1790000123", b"Infinity"),
        delivery("video.upload.failed", "{}").replace(b"1790000123", b"9" * 5000),
        delivery("video.upload.failed", "{}").replace(
            b'{"client_key"', b'{"event":"x","client_key"'
        ),
        delivery("video.upload.failed", "\x00"),
        b"[" * 200_000,
        b'{"a":' * 50_000,
    ],
)
def test_a_hostile_body_is_unparseable_and_not_quoted(body: bytes) -> None:
    with pytest.raises(UnparseableDelivery) as caught:
        parse_delivery(body)

    assert len(str(caught.value)) < 200
    assert unparseable_id(body) == hashlib.sha256(body).hexdigest()


@settings(derandomize=True, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_delivery_or_unparseable(body: bytes) -> None:
    with pytest.raises(UnparseableDelivery):
        parse_delivery(body)


texts = st.text(alphabet='p1|{}"\x00\ud800\u00e9', max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["client_key", "event", "create_time", "user_openid", "content"])


@settings(derandomize=True, deadline=None)
@given(st.dictionaries(names, json_values))
def test_any_json_is_a_delivery_or_unparseable(envelope: dict[str, object]) -> None:
    try:
        found = parse_delivery(json.dumps(envelope).encode())
    except UnparseableDelivery:
        return

    assert external_id(found)
