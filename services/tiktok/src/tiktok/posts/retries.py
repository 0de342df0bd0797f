"""Whether the user may begin a new attempt of a post, and what that risks (ADR 0025): pure."""

from datetime import datetime
from typing import Literal

from platforms.tiktok.catalogue import CATALOGUE
from tiktok.posts.view import PostView

Retry = Literal["never", "safe", "may_post_twice"]

# TikTok has the whole post, or fetches it, and its outcome is not known.
OPEN = frozenset({"UNKNOWN", "LOST"})


def has_expired(post: PostView, now: datetime) -> bool:
    """Tell whether the post waits for bytes at an upload address that TikTok no longer takes.

    TikTok makes no post of a video that lacks a part, however long it says nothing about it.
    """
    until = post.upload_expires_at
    is_awaited = post.status == "UPLOADING" or (post.status == "LOST" and not post.may_be_whole)
    return is_awaited and until is not None and until <= now


def retry_of(post: PostView, now: datetime) -> Retry:
    """Decide it; `may_post_twice` where the user should look into TikTok first."""
    if has_expired(post, now):
        return "safe"
    if post.post_ids or not post.has_addresses:  # it is public, or TikTok could fetch nothing
        return "never"
    if post.status in OPEN:
        return "may_post_twice"
    if post.status == "INIT_OUTCOME_UNKNOWN":  # of an upload TikTok has no byte: it posts nothing
        return "safe" if post.source == "FILE_UPLOAD" else "may_post_twice"
    if post.status in {"FAILED", "INIT_REJECTED"}:
        return _after_reason(post)
    return "never"


def _after_reason(post: PostView) -> Retry:
    """Follow TikTok's reason: a new attempt cannot mend some, and of unknown ones we know nothing.

    A refused init has created nothing, whatever its reason.
    """
    if not post.fail_reason:
        return "safe"
    found = CATALOGUE.entry("fail_reason" if post.status == "FAILED" else "api", post.fail_reason)
    if found.retry == "never":
        return "never"
    return "safe" if found.is_known or post.status == "INIT_REJECTED" else "may_post_twice"
