"""For every state and every code of TikTok a sentence, and what to do next."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from accounts import metrics
from platforms.catalogue import Entry
from platforms.tiktok.catalogue import CATALOGUE, Area
from tiktok.posts.retries import has_expired
from tiktok.posts.view import PostView


class Words(NamedTuple):
    """What a page shows: what is the case, and what its user can do."""

    message: str
    next_step: str


STATES: Mapping[str, Words] = MappingProxyType(
    {
        "INIT_ATTEMPTED": Words("TikTok is being asked to take the post.", "Wait a moment."),
        "INIT_REJECTED": Words(
            "TikTok refused the post; nothing was published.", "Start a new post."
        ),
        "INIT_OUTCOME_UNKNOWN": Words(
            "TikTok's answer was lost. No video was sent, so nothing is published.",
            "Try the post again.",
        ),
        "UNKNOWN": Words(
            "TikTok's answer was lost, and nothing has told since whether it took the post.",
            "TikTok may have posted this; look in the app before trying again.",
        ),
        "UPLOADING": Words(
            "The video is on its way to TikTok.", "Keep the page open until it is sent."
        ),
        "PROCESSING": Words(
            "TikTok has the post and is processing it; this may take a few minutes.",
            "There is nothing to do.",
        ),
        "SEND_TO_USER_INBOX": Words(
            "TikTok has put the post into the app's inbox.",
            "Open the notification in the TikTok app and finish the post there.",
        ),
        "PUBLISH_COMPLETE": Words("Published.", "There is nothing to do."),
        "LOST": Words(
            "TikTok has not said for a day what became of the post.",
            "Look in the TikTok app before you try again.",
        ),
        "FAILED": Words("TikTok could not publish the post.", "Try the post again."),
    }
)
FETCHED_UNKNOWN = Words(
    "TikTok's answer was lost, and it may have taken the post all the same.",
    "Wait: a notice of TikTok or its list of videos may still tell.",
)
UPLOAD_EXPIRED = Words(
    "TikTok takes a video for an hour; this one was not sent within it.",
    "Try the post again; the video is sent from its first byte.",
)
NOT_BEGUN = Words(
    "TikTok could not be asked to take the post; nothing was published.",
    "Look whether the account must be connected again, then try the post again.",
)
TWICE = Words(
    "This post is public on TikTok twice: an attempt before the last one was published after all.",
    "Open both. If you want it once, delete one of them in the TikTok app.",
)
THERE_ALREADY = Words(
    "An attempt before this one was published after all.",
    "Do not try again. If another attempt still runs, cancel it or it may be posted twice.",
)
MAY_BE_TWICE = Words(
    "TikTok says that it has published this post, and also an attempt before the last one.",
    "Look in the TikTok app. If it is there twice, delete one of them.",
)
# With these codes TikTok answers a status call for a publish id that it does not know.
POST_UNKNOWN = frozenset({"invalid_publish_id", "token_not_authorized_for_specified_publish_id"})


def words_of(post: PostView, now: datetime) -> Words:
    """Give the words of the code where there is one, else those of the state."""
    if post.earlier_post_ids or (post.may_be_there_already and not post.knows_earlier):
        return _of_earlier_attempt(post)
    if post.status == "INIT_OUTCOME_UNKNOWN" and post.source == "PULL_FROM_URL":
        return FETCHED_UNKNOWN
    if has_expired(post, now):
        return UPLOAD_EXPIRED
    code = post.fail_reason or ""
    if "-" in code and post.status == "INIT_REJECTED":  # our own refusals: TikTok has no hyphens
        return NOT_BEGUN
    if code and post.status == "FAILED":
        return _of_code("fail_reason", code)
    if code and post.status == "INIT_REJECTED":
        return _of_code("api", code)
    if post.status in {"UPLOADING", "PROCESSING"} and post.platform_status in POST_UNKNOWN:
        return _of_code("api", post.platform_status)
    return STATES[post.status]


def _of_earlier_attempt(post: PostView) -> Words:
    if post.is_twice:
        return TWICE
    return MAY_BE_TWICE if post.status == "PUBLISH_COMPLETE" else THERE_ALREADY


def explained(area: Area, code: str) -> Entry:
    """Look a code up, and count one that nobody has described."""
    found = CATALOGUE.entry(area, code)
    if not found.is_known:
        metrics.UNKNOWN_CODES.labels("tiktok", area).inc()
    return found


def _of_code(area: Area, code: str) -> Words:
    found = CATALOGUE.entry(area, code)
    return Words(found.sentence, found.next_step)
