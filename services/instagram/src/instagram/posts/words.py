"""For every state and every code of Instagram a sentence, and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from accounts import metrics
from instagram.posts.patience import is_ours
from instagram.posts.view import PostView
from platforms.catalogue import Entry
from platforms.instagram.catalogue import CATALOGUE


class Words(NamedTuple):
    """What a page shows: what is the case, and what its user can do."""

    message: str
    next_step: str


NOTHING_TO_DO = "There is nothing to do."
GOES_ON = "Postlog will continue automatically."
STATES: Mapping[str, Words] = MappingProxyType(
    {
        "REQUESTED": Words("The post is about to be sent to Instagram.", NOTHING_TO_DO),
        "PREPARING": Words(
            "Instagram is preparing the post; a video may take a few minutes.", NOTHING_TO_DO
        ),
        "PUBLISHING": Words("Instagram is being asked to publish the post.", NOTHING_TO_DO),
        "PUBLISH_OUTCOME_UNKNOWN": Words(
            "Instagram did not say clearly whether it published the post; Postlog is finding out.",
            "Wait, or check the Instagram app before you try again.",
        ),
        "UNKNOWN": Words(
            "After three days it is still unclear whether Instagram published the post.",
            "Instagram may have posted this; check the app before you try again.",
        ),
        "FAILED": Words("Instagram could not publish the post.", "Try the post again."),
        "PUBLISHED": Words("Published.", NOTHING_TO_DO),
    }
)
# Our own reasons, by the kind of the error.
OURS: Mapping[str, Words] = MappingProxyType(
    {
        "reauthorization-required": Words(
            "Instagram no longer accepts the account's permission.",
            "Connect the account again; the post will then continue.",
        ),
        "token-unreadable": Words(
            "The account's access cannot be read.",
            "Connect the account again; the post will then continue.",
        ),
        "account-not-usable": Words(
            "The account's Facebook Page gives no access any more.",
            "Connect the account again; the post will then continue.",
        ),
        "account-disconnected": Words(
            "The account was disconnected before the post was published.",
            "Connect the account again, then try the post again.",
        ),
        "login-not-configured": Words(
            "The app that the account was connected by is not set in this installation.",
            "Tell whoever runs this Postlog, with the trace id.",
        ),
        "addresses-unreadable": Words(
            "The addresses of the post can no longer be read.", "Start a new post."
        ),
        "media-refused": Words(
            "The uploaded file no longer exists.", "Upload it again, then try the post again."
        ),
        "rate-limited": Words("Too many calls were made for this account.", GOES_ON),
    }
)
HELD_UP = Words("A service that the post needs is not responding.", GOES_ON)
WITHOUT_ADDRESS = Words(
    "Published. Instagram has not sent the link yet.", "Check the Instagram app."
)
CONNECTING = frozenset({"renew"})


def words_of(post: PostView) -> Words:
    """Give the words of the code where there is one, else those of the state."""
    if post.status == "FAILED" and post.fail_code:
        return _of_failure(post)
    if post.waits_for and post.status in {"REQUESTED", "PREPARING", "PUBLISHING"}:
        return _of_waiting(post.waits_for)
    if post.status == "PUBLISHED" and not post.permalink:
        return WITHOUT_ADDRESS
    return STATES[post.status]


def explained(code: str) -> Entry:
    """Look a code up, and count one that nobody has described."""
    found = CATALOGUE.entry("api", code)
    if not found.is_known:
        metrics.UNKNOWN_CODES.labels("instagram", "api").inc()
    return found


def _of_failure(post: PostView) -> Words:
    which = "" if post.fail_item is None else f"Item {post.fail_item + 1}: "
    if is_ours(post.fail_code):
        sentence, step = OURS.get(post.fail_code, STATES["FAILED"])
    else:
        found = explained(post.fail_code)
        sentence, step = found.sentence, found.next_step
    return Words(f"{which}{sentence}", step)


def _of_waiting(code: str) -> Words:
    if is_ours(code):
        return OURS.get(code, HELD_UP)
    found = explained(code)
    return Words(found.sentence, found.next_step if found.kind in CONNECTING else GOES_ON)
