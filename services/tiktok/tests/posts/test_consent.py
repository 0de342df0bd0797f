"""What a user saw and agreed to is kept with the post, and contradicts it nowhere."""

from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from common.idempotency import request_sha256
from contracts.tiktok.events import PostRequested
from tiktok.parts import Parts
from tiktok.posts.machine import Post
from tiktok.posts.requests import PhotosRequest, UploadRequest
from tiktok.publishing.addresses import restored
from tiktok.publishing.start import requested

from ..support import VERIFIED, Connect, Sandbox

INIT = "/v2/post/publish/video/init/"
BOTH = "BRANDED_CONTENT_AND_MUSIC_USAGE"
DECLARATIONS = ("MUSIC_USAGE", BOTH)
SEEN: dict[str, Any] = {
    "nickname": "Mara Bakes 🥖",
    "privacy_level_options": ["PUBLIC_TO_EVERYONE", "AN_OPTION_OF_NEXT_YEAR", "SELF_ONLY"],
    "fetched_at": "2026-11-25T10:00:00Z",
    "disclosure": False,
    "declaration": "MUSIC_USAGE",
    "agreed_at": "2026-11-25T10:01:30.250+01:00",
}


def video(consent: dict[str, Any], **changes: Any) -> UploadRequest:
    """A direct post of a video, with this consent."""
    given = {"account_id": uuid4(), "video_size": 1000, "privacy_level": "PUBLIC_TO_EVERYONE"}
    return UploadRequest.model_validate(given | {"consent": consent} | changes)


def photos(consent: dict[str, Any], **changes: Any) -> PhotosRequest:
    """A direct post of a photo, with this consent."""
    images = [f"https://{VERIFIED}/1.jpg"]
    given = {"account_id": uuid4(), "photo_images": images, "privacy_level": "PUBLIC_TO_EVERYONE"}
    return PhotosRequest.model_validate(given | {"consent": consent} | changes)


@pytest.mark.parametrize("wish", [video, photos])
@pytest.mark.parametrize(
    ("content", "organic", "disclosure", "declaration"),
    list(product((False, True), (False, True), (False, True), DECLARATIONS)),
)
def test_disclosure_and_declaration_are_those_of_the_toggles_or_the_post_is_refused(
    wish: Any, *, content: bool, organic: bool, disclosure: bool, declaration: str
) -> None:
    consent = SEEN | {"disclosure": disclosure, "declaration": declaration}
    toggles = {"brand_content_toggle": content, "brand_organic_toggle": organic}
    fits = disclosure == (content or organic) and (declaration == BOTH) == content

    if fits:
        assert wish(consent, **toggles).consent.declaration == declaration
    else:
        with pytest.raises(ValidationError, match=r"consent\.d"):
            wish(consent, **toggles)


@pytest.mark.parametrize(
    "change",
    [
        {"nickname": "x" * 201},
        {"nickname": "\x00"},
        {"privacy_level_options": []},
        {"privacy_level_options": ["SELF_ONLY"]},
        {"privacy_level_options": ["PUBLIC_TO_EVERYONE"] * 17},
        {"privacy_level_options": ["PUBLIC_TO_EVERYONE", "x" * 65]},
        {"fetched_at": "2026-11-25T10:00:00"},
        {"agreed_at": "yesterday"},
        {"agreed_at": None},
        {"declaration": "NONE"},
        {"disclosure": None},
        {"more": 1},
    ],
)
def test_a_consent_that_says_too_little_or_too_much_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        video(SEEN | change)


def test_a_post_without_a_consent_is_a_programs_and_its_hash_is_as_ever() -> None:
    bare = UploadRequest(account_id=uuid4(), video_size=1000, privacy_level="SELF_ONLY")

    post = Post(uuid4(), bare.account_id, uuid4(), "INIT_ATTEMPTED")
    assert requested(post, bare).consent is None
    assert "consent" not in bare.kept()


def test_a_draft_may_have_one() -> None:
    draft = {"mode": "INBOX", "privacy_level": None}

    assert video(SEEN, **draft).consent is not None


@pytest.mark.parametrize("wish", [video(SEEN), photos(SEEN)], ids=["video", "photos"])
def test_what_was_kept_is_what_was_said(wish: UploadRequest | PhotosRequest) -> None:
    again = restored(wish.media, wish.kept(), wish.addresses)

    assert again == wish
    assert request_sha256(again) == request_sha256(wish)


async def test_it_is_kept_with_the_post_and_told_in_the_log_and_not_to_tiktok(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    request = account.request(consent=SEEN)

    post = await parts.publishing.start(account.user_id, request, None)

    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT value FROM outbox WHERE headers::text LIKE '%PostRequested%'"
        )
        [(value,)] = await cursor.fetchall()
    told = PostRequested.model_validate_json(value)
    assert told.consent is not None
    assert told.consent.model_dump() == request.model_dump()["consent"] | {
        "privacy_level_options": SEEN["privacy_level_options"]
    }
    assert post.request["consent"]["nickname"] == SEEN["nickname"]
    seen = await sandbox.control("GET", f"requests?path={INIT}")
    assert "consent" not in str(seen)
    assert "Mara" not in str(seen)


async def test_photos_with_a_consent_are_posted(connect: Connect, parts: Parts) -> None:
    account = await connect()
    request = account.photos(consent=SEEN)

    post = await parts.publishing.start(account.user_id, request, None)

    assert post.publish_id is not None
