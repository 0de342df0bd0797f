"""Posts whose files TikTok fetches, and drafts: what TikTok is told, and what stays secret."""

from collections.abc import Callable
from typing import Any

import pytest

from tiktok.errors import ChoiceRefused, ScopeMissing, UrlOwnershipUnverified
from tiktok.parts import Parts
from tiktok.posts.requests import AnyRequest

from ..support import CLIP, VERIFIED, Connect, Connected, Events, Sandbox

INITS = {
    "direct": "/v2/post/publish/video/init/",
    "inbox": "/v2/post/publish/inbox/video/init/",
    "photos": "/v2/post/publish/content/init/",
}
CREATOR = "/v2/post/publish/creator_info/query/"
KINDS: dict[str, Callable[[Connected], AnyRequest]] = {
    "a_video": Connected.request,
    "a_fetched_video": Connected.fetched,
    "a_video_draft": Connected.draft,
    "a_fetched_draft": lambda one: one.draft(
        source="PULL_FROM_URL", video_size=None, video_url=CLIP
    ),
    "photos": Connected.photos,
    "a_photo_draft": Connected.photo_draft,
}
HOSTILE = (
    "https://elsewhere.example.com/a.mp4",
    "http://media.example.com/a.mp4",
    "https://media.example.com@evil.example/a.mp4",
    "https://media.example.com.evil.example/a.mp4",
    "https://127.0.0.1/a.mp4",
    "https://[::1]/a.mp4",
    "https://2130706433/a.mp4",
    "https://media.example.com:8443/a.mp4",
    "https://media.example.com/../a.mp4",
    "file:///etc/passwd",
    "https://media.example.com/a b.mp4",
)


async def inits(sandbox: Sandbox) -> int:
    """How many init calls TikTok has seen."""
    return sum([await sandbox.calls(path) for path in INITS.values()])


async def stored(parts: Parts) -> str:
    """Everything in the tables of posts and in the outbox, as text."""
    async with parts.pool.connection() as connection:
        rows = []
        for table in ("posts", "publish_attempts", "outbox", "request_log"):
            cursor = await connection.execute(f"SELECT * FROM {table}")
            rows += [str(row) for row in await cursor.fetchall()]
    return "\n".join(rows)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_post_is_accepted_and_told_as_what_it_is(
    kind: str, connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()
    wish = KINDS[kind](account)

    post = await parts.publishing.start(account.user_id, wish, None)

    assert post.publish_id is not None
    assert post.status == ("UPLOADING" if wish.source == "FILE_UPLOAD" else "PROCESSING")
    assert (post.media, post.mode, post.source) == (wish.media, wish.mode, wish.source)
    assert [name for name, _ in await events()][-3:] == [
        "tiktok.PostRequested.v1",
        "tiktok.InitAttempted.v1",
        "tiktok.InitAccepted.v1",
    ]


@pytest.mark.parametrize("kind", ["a_fetched_video", "photos"])
async def test_an_address_stands_nowhere_in_clear(
    kind: str, connect: Connect, parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    account = await connect()

    await parts.publishing.start(account.user_id, KINDS[kind](account), None)

    assert VERIFIED not in await stored(parts)
    assert VERIFIED not in capsys.readouterr().out


async def test_s24_s27_a_hostile_or_unverified_address_is_refused_before_any_call(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    for address in HOSTILE:
        wishes: list[AnyRequest] = [
            account.fetched(address),
            account.photos(photo_images=[f"https://{VERIFIED}/1.jpg", address]),
        ]
        for wish in wishes:
            with pytest.raises(UrlOwnershipUnverified) as refused:
                await parts.publishing.start(account.user_id, wish, None)
            assert address not in str(refused.value)

    assert await inits(sandbox) + await sandbox.calls(CREATOR) == 0
    assert len(await events()) == 1


@pytest.mark.parametrize(
    ("granted", "kind", "is_allowed"),
    [
        ("video.upload", "a_video", False),
        ("video.upload", "photos", False),
        ("video.upload", "a_video_draft", True),
        ("video.publish", "a_video_draft", False),
        ("video.publish", "a_photo_draft", False),
        ("video.publish", "a_video", True),
    ],
)
async def test_a_post_without_its_permission_is_refused_before_any_call(
    granted: str,
    kind: str,
    is_allowed: bool,
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
) -> None:
    account = await connect()
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE oauth_accounts SET scopes = %s", ([granted],))

    if is_allowed:
        await parts.publishing.start(account.user_id, KINDS[kind](account), None)
        return
    with pytest.raises(ScopeMissing, match="Connect the account again"):
        await parts.publishing.start(account.user_id, KINDS[kind](account), None)

    assert await inits(sandbox) + await sandbox.calls(CREATOR) == 0


@pytest.mark.parametrize(
    ("user", "choice", "objection"),
    [
        ("mara", {"privacy_level": "PUBLIC_TO_EVERYONE"}, "does not offer “Everyone”"),
        ("mara", {"disable_duet": False}, "disable_duet must be true"),
        ("ines", {}, "disable_comment must be true"),
        ("theo", {"video_duration_sec": 601}, "up to 10 minutes"),
        ("theo", {"brand_content_toggle": True}, "cannot be set to private"),
    ],
)
async def test_a_choice_that_the_creator_does_not_offer_now_is_refused_before_the_init(
    user: str,
    choice: dict[str, Any],
    objection: str,
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
    events: Events,
) -> None:
    account = await connect(user)

    with pytest.raises(ChoiceRefused, match=objection):
        await parts.publishing.start(account.user_id, account.request(**choice), None)

    assert await inits(sandbox) == 0
    assert len(await events()) == 1


async def test_nothing_is_started_while_the_creator_cannot_be_asked(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    cap = {"endpoint": CREATOR, "kind": "error_200", "code": "spam_risk_too_many_posts"}
    await sandbox.control("POST", "faults", cap)
    fault = {"endpoint": CREATOR, "kind": "status", "status": 500, "count": 9}
    await sandbox.control("POST", "faults", fault)
    for refusal in ("limit of posts in 24 hours. Try again tomorrow", "does not answer properly"):
        with pytest.raises(Exception, match=refusal):
            await parts.publishing.start(account.user_id, account.request(), None)

    assert await inits(sandbox) == 0
    assert len(await events()) == 1
