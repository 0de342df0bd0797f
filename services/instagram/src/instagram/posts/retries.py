"""Whether the user may begin a new attempt of a post, and what that risks: pure."""

from typing import Literal

from instagram.posts.view import PostView
from platforms.catalogue import Change
from platforms.instagram.catalogue import CATALOGUE

Retry = Literal["never", "safe", "may_post_twice"]
OPEN = frozenset({"PUBLISH_OUTCOME_UNKNOWN", "UNKNOWN"})


def retry_of(post: PostView) -> Retry:
    """Decide it: what has failed is known not to be published, what is open may be."""
    if post.lacks_addresses:
        return "never"
    if post.status in OPEN:
        return "may_post_twice"
    if post.status != "FAILED":
        return "never"
    entry = CATALOGUE.entry("api", post.fail_code)
    return "never" if entry.is_known and entry.retry == "never" else "safe"


def change_of(post: PostView) -> Change | None:
    """Say what a new attempt must change, since Instagram would refuse the same again."""
    if post.status != "FAILED":
        return None
    return CATALOGUE.entry("api", post.fail_code).change
