"""An answer of ours to a comment or a mention, and how a lost one is recognised: pure.

A call that answers is made once. Where its answer was lost, the comment's answers tell whether it
was posted: only one that fits this answer and no other settles it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypedDict
from uuid import UUID

from contracts.instagram.comments import ReplyState

Target = Literal["comment", "mention", "private"]
# Instagram's pages name no limit for comments; longer ones are refused by its app.
LONGEST_TEXT = 2200
# https://developers.facebook.com/documentation/instagram-platform/private-replies
PRIVATE_FOR = timedelta(days=7)
LONGEST_MESSAGE_BYTES = 1000
# Our clock and Meta's may differ by this much.
SKEW = timedelta(minutes=1)
# A call that was on its way for longer has ended.
ARRIVED_WITHIN = timedelta(minutes=5)
LOST_AFTER = timedelta(minutes=2)
GIVEN_UP_AFTER = timedelta(hours=72)
# An answer that could not be sent for so long is not sent any more: nobody expects it now.
SENT_WITHIN = timedelta(hours=24)
FIRST_LOOK, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=6)


class ReplyIdentity(TypedDict):
    """The fields that every event of an answer carries."""

    account_id: UUID
    user_id: UUID
    reply_id: UUID
    status: ReplyState


@dataclass(frozen=True, slots=True)
class Reply:
    """A row of `replies`; `parent_id` is the comment that it will stand below."""

    reply_id: UUID
    account_id: UUID
    user_id: UUID
    status: ReplyState
    target: Target
    text: str
    request_sha256: bytes
    created_at: datetime
    media_id: str | None = None
    comment_id: str | None = None
    parent_id: str | None = None
    platform_comment_id: str | None = None
    fail_code: str = ""
    fail_message: str = ""
    platform_message: str = ""
    fbtrace_id: str | None = None
    attempted_at: datetime | None = None
    next_due_at: datetime | None = None
    idempotency_key: str | None = None

    def identity(self) -> ReplyIdentity:
        """Give what every event of it says, with the state after the event."""
        return ReplyIdentity(
            account_id=self.account_id,
            user_id=self.user_id,
            reply_id=self.reply_id,
            status=self.status,
        )


@dataclass(frozen=True, slots=True)
class Lost:
    """An answer whose outcome is not known."""

    reply_id: UUID
    text: str
    attempted_at: datetime


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment of the account's own, found among the answers to a comment."""

    comment_id: str
    text: str
    created_at: datetime


def may_be_of(lost: Lost, found: OwnComment) -> bool:
    """Tell whether this comment may be the answer, by its text and by the time of the call."""
    is_in_time = lost.attempted_at - SKEW <= found.created_at <= lost.attempted_at + ARRIVED_WITHIN
    return is_in_time and _plain(lost.text) == _plain(found.text)


def settled(lost: Sequence[Lost], found: Sequence[OwnComment]) -> dict[UUID, str]:
    """Give the comment that each answer has become, where both fit each other and nothing else."""
    pairs = [(reply, comment) for reply in lost for comment in found if may_be_of(reply, comment)]
    return {
        reply.reply_id: comment.comment_id
        for reply, comment in pairs
        if sum(reply == other for other, _ in pairs) == 1
        and sum(comment == other for _, other in pairs) == 1
    }


def next_look(attempted_at: datetime, now: datetime) -> datetime:
    """Say when to look again: soon at first, then less often."""
    return now + min(LONGEST_PAUSE, max(FIRST_LOOK, (now - attempted_at) / 4))


def _plain(text: str) -> str:
    return " ".join(text.split())
