"""What a user may choose, and what is said where the creator does not offer it."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from common.idempotency import request_sha256
from platforms.tiktok.posting import Creator
from tiktok.posts.machine import Post
from tiktok.posts.requests import PhotosRequest, UploadRequest
from tiktok.publishing.addresses import restored
from tiktok.publishing.creator_rules import objections
from tiktok.publishing.start import requested

from ..support import CLIP, VERIFIED

LEVELS = ("PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY")
FREE = Creator(privacy_level_options=LEVELS, max_video_post_duration_sec=60)


def video(**given: Any) -> UploadRequest:
    """A direct video post."""
    wish = {"account_id": UUID(int=1), "video_size": 1, "privacy_level": "PUBLIC_TO_EVERYONE"}
    return UploadRequest.model_validate(wish | given)


def photos(**given: Any) -> PhotosRequest:
    """A direct photo post."""
    wish = {
        "account_id": UUID(int=1),
        "photo_images": [f"https://{VERIFIED}/1.jpg"],
        "privacy_level": "PUBLIC_TO_EVERYONE",
    }
    return PhotosRequest.model_validate(wish | given)


@given(
    st.sampled_from(LEVELS),
    st.lists(st.sampled_from(LEVELS), min_size=1, unique=True),
    st.tuples(*[st.booleans()] * 6),
)
def test_only_what_the_creator_offers_now_is_not_objected_to(
    level: str, offered: list[str], choices: tuple[bool, ...]
) -> None:
    off = dict(zip(("comment_disabled", "duet_disabled", "stitch_disabled"), choices, strict=False))
    wished = dict(
        zip(("disable_comment", "disable_duet", "disable_stitch"), choices[3:], strict=True)
    )
    creator = Creator(privacy_level_options=tuple(offered), **off)

    found = objections(video(privacy_level=level, **wished), creator)

    enabled = [
        is_off and not is_wished
        for is_off, is_wished in zip(off.values(), wished.values(), strict=True)
    ]
    assert len(found) == (level not in offered) + sum(enabled)


def test_branded_content_is_not_for_the_user_alone() -> None:
    for make, (branded, level) in product((video, photos), product((True, False), LEVELS)):
        found = objections(make(brand_content_toggle=branded, privacy_level=level), FREE)

        assert bool(found) == (branded and level == "SELF_ONLY")


def test_a_video_is_no_longer_than_the_creator_may_post() -> None:
    assert objections(video(video_duration_sec=60), FREE) == []
    assert objections(video(video_duration_sec=60.5), FREE) == [
        "This account may post videos of up to 1 minute."
    ]


def test_photos_have_no_duet_and_no_stitch_to_turn_off() -> None:
    creator = Creator(privacy_level_options=LEVELS, duet_disabled=True, stitch_disabled=True)

    assert objections(photos(), creator) == []


def test_a_draft_has_no_choices_to_object_to() -> None:
    draft = UploadRequest(account_id=UUID(int=1), mode="INBOX", video_size=1)

    assert objections(draft, Creator(privacy_level_options=("SELF_ONLY",))) == []


@pytest.mark.parametrize("make", [video, photos])
def test_privacy_is_never_chosen_for_the_user(make: Any) -> None:
    with pytest.raises(ValidationError, match="must be chosen by the user"):
        make(privacy_level=None)


@pytest.mark.parametrize("field", sorted(UploadRequest.OF_A_POST))
def test_a_video_draft_takes_nothing_that_tiktok_would_drop(field: str) -> None:
    value: object = {"title": "Hi", "privacy_level": "SELF_ONLY"}.get(field, True)
    if field == "video_cover_timestamp_ms":
        value = 5

    with pytest.raises(ValidationError, match=f"takes no {field} for INBOX"):
        UploadRequest.model_validate(
            {"account_id": UUID(int=1), "mode": "INBOX", "video_size": 1, field: value}
        )


@pytest.mark.parametrize("field", sorted(PhotosRequest.OF_A_POST))
def test_a_photo_draft_takes_nothing_that_tiktok_would_drop(field: str) -> None:
    value = "SELF_ONLY" if field == "privacy_level" else True

    with pytest.raises(ValidationError, match=f"takes no {field} for MEDIA_UPLOAD"):
        photos(**({"mode": "MEDIA_UPLOAD", "privacy_level": None} | {field: value}))


@pytest.mark.parametrize(
    "given",
    [
        {"video_size": None},
        {"video_url": CLIP},
        {"source": "PULL_FROM_URL"},
        {"source": "PULL_FROM_URL", "video_size": None},
        {"video_size": 0},
        {"video_size": 4 * 2**30 + 1},
        {"title": "🙂" * 1101},
        {"title": "\0"},
        {"title": "\ud800"},
        {"video_duration_sec": float("nan")},
        {"video_cover_timestamp_ms": 2**31},
        {"publish_at": "tomorrow"},
    ],
)
def test_a_malformed_video_wish_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        video(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"photo_images": []},
        {"photo_images": [f"https://{VERIFIED}/{number}.jpg" for number in range(36)]},
        {"photo_cover_index": 1},
        {"photo_cover_index": -1},
        {"title": "🙂" * 46},
        {"description": "a" * 4001},
    ],
)
def test_a_malformed_photo_wish_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        photos(**given)


@pytest.mark.parametrize(
    "wish",
    [
        video(title="Hi", is_aigc=True),
        video(source="PULL_FROM_URL", video_size=None, video_url=CLIP),
        UploadRequest(account_id=UUID(int=1), mode="INBOX", video_size=7),
        photos(title="Hi", description="There", auto_add_music=True),
    ],
)
def test_a_stored_wish_is_the_same_wish_again(wish: Any) -> None:
    again = restored(wish.media, wish.kept(), wish.addresses)

    assert again == wish
    assert request_sha256(again) == request_sha256(wish)


def test_a_request_is_known_again_once_there_is_a_field_more() -> None:
    class Later(UploadRequest):
        is_new: bool = True

    said = video(title="Hi").model_dump(exclude_unset=True)

    assert request_sha256(Later(**said)) == request_sha256(video(title="Hi"))
    later = Later(**said, is_new=False)
    assert request_sha256(later) != request_sha256(video(title="Hi"))


def test_an_address_is_neither_kept_in_clear_nor_shown_nor_told() -> None:
    wish = video(source="PULL_FROM_URL", video_size=None, video_url=CLIP)

    post = Post(wish.account_id, wish.account_id, wish.account_id, "INIT_ATTEMPTED")
    event = requested(post, wish).value().decode()
    assert "cnry" not in f"{wish!r} {wish.kept()} {event} {wish.source_info()!r}"
