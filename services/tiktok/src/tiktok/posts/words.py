"""For every state and every code of TikTok a sentence, and what to do next."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from accounts import metrics
from platforms.catalogue import Entry
from platforms.tiktok.catalogue import CATALOGUE, Area, failure
from tiktok.posts.retries import has_expired
from tiktok.posts.view import PostView


class Words(NamedTuple):
    """What a page shows: what is the case, and what its user can do."""

    message: str
    next_step: str


NOTHING_TO_DO = "There is nothing to do."
STATES: Mapping[str, Words] = MappingProxyType(
    {
        "INIT_ATTEMPTED": Words("The post is being sent to TikTok.", "Wait a moment."),
        "INIT_REJECTED": Words(
            "TikTok refused the post; nothing was published.", "Start a new post."
        ),
        "INIT_OUTCOME_UNKNOWN": Words(
            "TikTok's answer was lost. No video was sent, so nothing is published.",
            "Try the post again.",
        ),
        "UNKNOWN": Words(
            "TikTok's answer was lost, and it is still unclear whether it has the post.",
            "TikTok may have posted this; check the app before trying again.",
        ),
        "UPLOADING": Words(
            "The video is on its way to TikTok.", "Keep Postlog open in the tab that sends it."
        ),
        "PROCESSING": Words(
            "TikTok has the post and is processing it; this may take a few minutes.",
            NOTHING_TO_DO,
        ),
        "SEND_TO_USER_INBOX": Words(
            "TikTok has put the post into the app's inbox.",
            "Open the notification in the TikTok app and finish the post there.",
        ),
        "PUBLISH_COMPLETE": Words("Published.", NOTHING_TO_DO),
        "LOST": Words(
            "TikTok has not reported on the post for a day.",
            "Check the TikTok app before you try again.",
        ),
        "FAILED": Words("TikTok could not publish the post.", "Try the post again."),
    }
)
FETCHED_UNKNOWN = Words(
    "TikTok's answer was lost, and it may have the post anyway.",
    "Wait: TikTok may still report it.",
)
NOT_PUBLIC_YET = Words(
    "TikTok has the post; it is not public yet. TikTok checks it first, which usually takes a"
    " minute, and sometimes hours.",
    NOTHING_TO_DO,
)
KEPT_BACK = Words(
    "TikTok has had the post for a day and has not made it public. TikTok's moderation may be"
    " keeping it back, or the account is private.",
    "Check the TikTok app.",
)
WITHDRAWN = Words(
    "Published, and no longer public: it was deleted, hidden, or taken down.",
    "Check the TikTok app if this was not you.",
)
DRAFT_POSTED = Words(
    "Published from the TikTok app. If everybody may see it, its link appears here once TikTok has"
    " checked it.",
    NOTHING_TO_DO,
)
KEPT_BACK_AFTER = timedelta(hours=24)
UPLOAD_EXPIRED = Words(
    "TikTok takes a video for an hour; this one was not sent within it.",
    "Try the post again; the video is sent from its first byte.",
)
NOT_BEGUN = Words(
    "The post could not be sent to TikTok; nothing was published.",
    "Check whether the account must be reconnected, then try the post again.",
)
# Of a post in these states TikTok may have refused to say where it stands.
STATUS_ASKED = frozenset({"UPLOADING", "PROCESSING", "LOST"})
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
    "Check the TikTok app. If it is there twice, delete one of them.",
)


def words_of(post: PostView, now: datetime) -> Words:
    """Give the words of the code where there is one, else those of the state."""
    if post.earlier_post_ids or (post.may_be_there_already and not post.knows_earlier):
        return _of_earlier_attempt(post)
    if post.status == "INIT_OUTCOME_UNKNOWN" and post.source == "PULL_FROM_URL":
        return FETCHED_UNKNOWN
    if has_expired(post, now):
        return UPLOAD_EXPIRED
    if post.status == "PUBLISH_COMPLETE":
        return _of_published(post, now)
    code = post.fail_reason or ""
    if "-" in code and post.status == "INIT_REJECTED":  # our own refusals: TikTok has no hyphens
        return NOT_BEGUN
    if code and post.status == "FAILED":
        return _said(failure(code, post.media))
    if code and post.status == "INIT_REJECTED":
        return _said(CATALOGUE.entry("api", code))
    refused = post.platform_status or ""
    if post.status in STATUS_ASKED and refused.islower():  # TikTok writes its statuses in capitals
        return _said(CATALOGUE.entry("api", refused))
    return STATES[post.status]


def _of_published(post: PostView, now: datetime) -> Words:
    """Say whether it is public: only a post that everybody may see gets a public id, or a link.

    Who may see a draft was chosen in the app.
    """
    if post.post_ids:
        return STATES["PUBLISH_COMPLETE"]
    if post.was_public:
        return WITHDRAWN
    if post.mode != "DIRECT_POST":
        return DRAFT_POSTED
    if post.request.get("privacy_level") != "PUBLIC_TO_EVERYONE":
        return STATES["PUBLISH_COMPLETE"]
    return KEPT_BACK if now - post.status_since >= KEPT_BACK_AFTER else NOT_PUBLIC_YET


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


def _said(found: Entry) -> Words:
    return Words(found.sentence, found.next_step)
