"""Whether a post may be begun anew by its user's word, and what that word risks (ADR 0025)."""

from datetime import UTC, datetime
from typing import Literal

from platforms.tiktok.catalogue import CATALOGUE
from tiktok.posts.store import PostView

Retry = Literal["never", "safe", "may_post_twice"]

# TikTok was given everything, or fetches it, and has not said what became of it.
OPEN = frozenset({"UNKNOWN", "LOST"})


def has_expired(post: PostView) -> bool:
    """Tell whether the user's bytes are awaited at an address that TikTok takes no more.

    However long TikTok says nothing of it: of a video that lacks a part it can make no post.
    """
    until = post.upload_expires_at
    is_awaited = post.status == "UPLOADING" or (post.status == "LOST" and not post.may_be_whole)
    return is_awaited and until is not None and until <= datetime.now(UTC)


def retry_of(post: PostView) -> Retry:
    """Decide it by what is known; `may_post_twice` where the user should look at TikTok first."""
    if has_expired(post):
        return "safe"
    if post.post_ids:  # it is public, whatever was said of its delivery
        return "never"
    if post.status in OPEN:
        return "may_post_twice"
    if post.status == "INIT_OUTCOME_UNKNOWN":  # without its address no byte can have followed
        return "safe" if post.source == "FILE_UPLOAD" else "may_post_twice"
    if post.status in {"FAILED", "INIT_REJECTED"}:
        return _after_reason(post)
    return "never"


def _after_reason(post: PostView) -> Retry:
    """Follow TikTok's reason: some no attempt can mend, and of some nothing is known."""
    if not post.fail_reason:
        return "safe"
    found = CATALOGUE.entry("fail_reason" if post.status == "FAILED" else "api", post.fail_reason)
    if found.retry == "never":
        return "never"
    return "safe" if found.is_known or post.status == "INIT_REJECTED" else "may_post_twice"
