"""Whether the user may begin a new attempt of a post, and what that risks (ADR 0025): pure."""

from datetime import datetime
from typing import Literal

from platforms.catalogue import Entry
from platforms.tiktok.catalogue import CATALOGUE
from platforms.tiktok.upload import UPLOAD_END_UNCLEAR
from tiktok.posts.view import PostView

Retry = Literal["never", "safe", "may_post_twice"]
Change = Literal["file", "address", "photos", "text", "visibility", "post"]

# TikTok has the whole post, or fetches it, and its outcome is not known.
OPEN = frozenset({"UNKNOWN", "LOST"})
ENDED = frozenset({"FAILED", "INIT_REJECTED"})


def has_expired(post: PostView, now: datetime) -> bool:
    """Tell whether the post waits for bytes at an upload address that TikTok no longer takes.

    TikTok makes no post of a video that lacks a part, however long it says nothing about it.
    """
    until = post.upload_expires_at
    is_awaited = post.status == "UPLOADING" or (post.status == "LOST" and not post.may_be_whole)
    return is_awaited and until is not None and until <= now


def retry_of(post: PostView, now: datetime) -> Retry:
    """Decide it; `may_post_twice` where the user should look into TikTok first."""
    if post.post_ids or not post.has_addresses:  # it is public, or TikTok could fetch nothing
        return "never"
    if has_expired(post, now):
        return "may_post_twice" if post.may_be_there_already else "safe"
    if post.may_be_there_already and post.status in {*OPEN, *ENDED, "INIT_OUTCOME_UNKNOWN"}:
        return "may_post_twice"
    if post.status in OPEN:
        return "may_post_twice"
    if post.status == "INIT_OUTCOME_UNKNOWN":  # of an upload TikTok has no byte: it posts nothing
        return "safe" if post.source == "FILE_UPLOAD" else "may_post_twice"
    if post.status in ENDED:
        return _after_reason(post)
    return "never"


def change_of(post: PostView) -> Change | None:
    """Say what a new attempt must change, since TikTok would refuse the same again."""
    if post.status not in ENDED or not post.fail_reason:
        return None
    change = _entry(post.status, post.fail_reason).change
    if change != "media":
        return change
    if post.media == "PHOTO":
        return "photos"
    return "file" if post.source == "FILE_UPLOAD" else "address"


def _entry(status: str, reason: str) -> Entry:
    return CATALOGUE.entry("fail_reason" if status == "FAILED" else "api", reason)


def _after_reason(post: PostView) -> Retry:
    """Follow TikTok's reason: a new attempt cannot mend some, and of unknown ones we know nothing.

    A refused init has created nothing, whatever its reason.
    """
    if not post.fail_reason:
        return "safe"
    if post.fail_reason == UPLOAD_END_UNCLEAR:
        return "may_post_twice"
    found = _entry(post.status, post.fail_reason)
    if found.retry == "never":
        return "never"
    return "safe" if found.is_known or post.status == "INIT_REJECTED" else "may_post_twice"
