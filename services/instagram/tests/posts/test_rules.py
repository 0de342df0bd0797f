"""Every rule of Meta's that can be checked without Meta, each with the name of the field."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from instagram.posts.requests import PostChanges, PublishRequest, changed, restored
from instagram.posts.rules import Rules, faults_of, warnings_of

PICTURE = {"image_url": "https://cdn.example/a.jpg"}
VIDEO = {"video_url": "https://cdn.example/a.mp4"}
RULES = Rules()


def request(**fields: Any) -> PublishRequest:
    """A request; a picture unless something else is said."""
    given = {"account_id": UUID(int=1), "kind": "IMAGE", "media": [PICTURE]}
    return PublishRequest.model_validate({**given, **fields})


def faults(**fields: Any) -> list[str]:
    """What is wrong with a request whose videos are known by their addresses."""
    asked = request(**fields)
    return faults_of(asked, [one.video_url is not None for one in asked.media], RULES)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "CAROUSEL"}, "media"),
        ({"kind": "CAROUSEL", "media": [PICTURE] * 11}, "media"),
        ({"media": [PICTURE, PICTURE]}, "media"),
        ({"media": [VIDEO]}, "media[0]"),
        ({"kind": "REELS"}, "media[0]"),
        ({"kind": "STORIES", "caption": "No"}, "caption"),
        ({"kind": "STORIES", "location_id": "1"}, "location_id"),
        ({"kind": "STORIES", "collaborators": ["leo"]}, "collaborators"),
        ({"share_to_feed": True}, "share_to_feed"),
        ({"thumb_offset": 0}, "thumb_offset"),
        ({"cover_url": "https://cdn.example/c.jpg"}, "cover_url"),
        ({"caption": "x" * 2201}, "caption"),
        ({"caption": "\U0001f35e" * 1101}, "caption"),
        ({"caption": "#a " * 31}, "caption"),
        ({"caption": "@a " * 21}, "caption"),
        ({"kind": "REELS", "media": [{**VIDEO, "alt_text": "A loaf"}]}, "media[0].alt_text"),
        ({"kind": "STORIES", "media": [{**PICTURE, "alt_text": "A loaf"}]}, "media[0].alt_text"),
        ({"media": [{**PICTURE, "user_tags": [{"username": "leo"}]}]}, "media[0].user_tags[0]"),
        (
            {"kind": "REELS", "media": [{**VIDEO, "user_tags": [
                {"username": "leo", "x": 0.1, "y": 0.1}]}]},
            "media[0].user_tags[0]",
        ),
        ({"media": [{"image_url": "http://cdn.example/a.jpg"}]}, "media[0]"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_with_its_field(fields: dict[str, Any], field: str) -> None:
    found = faults(**fields)

    assert len(found) == 1
    assert found[0].startswith(f"{field}: ")


@pytest.mark.parametrize(
    "fields",
    [
        {"caption": "x" * 2200},
        {"caption": "#a " * 30 + "@b " * 20},
        {"kind": "CAROUSEL", "media": [PICTURE, VIDEO] * 5},
        {"kind": "STORIES", "media": [{**PICTURE, "user_tags": [{"username": "leo"}]}]},
        {"kind": "REELS", "media": [VIDEO], "share_to_feed": False, "thumb_offset": 1000},
    ],
)
def test_what_instagram_takes_is_taken(fields: dict[str, Any]) -> None:
    assert faults(**fields) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"media": []},
        {"media": [{}]},
        {"media": [{**PICTURE, **VIDEO}]},
        {"media": [{"image_url": "https://cdn.example/gr\u00fcn.jpg"}]},
        {"media": [{"image_url": "ftp://cdn.example/a.jpg"}]},
        {"media": [{**PICTURE, "alt_text": "x" * 1001}]},
        {"media": [{**PICTURE, "user_tags": [{"username": "leo", "x": 1.1, "y": 0}]}]},
        {"media": [{**PICTURE, "user_tags": [{"username": "leo", "x": 0.5}]}]},
        {"media": [{**PICTURE, "user_tags": [{"username": "l", "x": 0, "y": 0}] * 21}]},
        {"collaborators": ["a", "b", "c", "d"]},
        {"location_id": "Old Harbour"},
        {"caption": "\ud800"},
        {"privacy": "public"},
    ],
)
def test_what_no_kind_has_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        request(**fields)


def test_more_than_five_hashtags_are_warned_of_and_taken() -> None:
    asked = request(caption="#a #b #c #d #e #f")

    assert faults_of(asked, [False], RULES) == []
    assert [one.partition(":")[0] for one in warnings_of(asked, RULES)] == ["caption"]
    assert warnings_of(request(caption="#a #b #c #d #e"), RULES) == []


def test_a_refused_address_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as refused:
        request(media=[{"image_url": "https://cdn.example/a.jpg?sig=cnry\u00fc"}])

    assert "cnry" not in str(refused.value)


@given(
    st.lists(st.sampled_from([PICTURE, VIDEO, {"asset_id": str(UUID(int=7))}]), min_size=1,
             max_size=10),
    st.none() | st.just("https://cdn.example/c.jpg"),
    st.text(max_size=20).filter(lambda text: text.isprintable()),
)  # fmt: skip
def test_a_request_is_the_same_after_its_addresses_were_stored_apart(
    media: list[dict[str, str]], cover: str | None, caption: str
) -> None:
    asked = request(kind="CAROUSEL", media=media, cover_url=cover, caption=caption)

    assert "cdn.example" not in repr(asked.kept())
    assert restored(asked.kept(), asked.addresses) == asked.model_copy(
        update={} if cover else {"cover_url": None}
    )


def test_a_change_keeps_the_rest_and_null_takes_a_field_back() -> None:
    asked = request(caption="Bread", location_id="1")

    after = changed(asked, PostChanges(caption="Rolls", location_id=None))

    assert (after.caption, after.location_id, after.media) == ("Rolls", None, asked.media)
    assert changed(asked, PostChanges()) is asked
