"""Owner: instagram. Comments and mentions, and what was done about them."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from common.event import Event
from contracts.instagram.base import InstagramEvent
from contracts.personal import PersonalText

ReplyState = Literal["REQUESTED", "ATTEMPTED", "OUTCOME_UNKNOWN", "POSTED", "FAILED", "UNKNOWN"]


class CommentEvent(InstagramEvent):
    """About one comment, by Instagram's id; its `ce_sequence` is counted on the comment's row."""

    comment_id: str

    @property
    def subject(self) -> str:
        """The comment of this account: another may come to hold the same Instagram account."""
        return f"{self.account_id}|{self.comment_id}"


class CommentReceived(CommentEvent):
    """A comment is known, or its text has changed; `is_ours` where the account wrote it itself."""

    TYPE: ClassVar[str] = "instagram.CommentReceived.v1"

    media_id: str | None = None
    parent_id: str | None = None
    """The comment that this one answers."""
    text: PersonalText = ""
    author_id: PersonalText = ""
    """An id for this app alone; empty where Instagram withholds it, as it may the name."""
    author_name: PersonalText = ""
    is_ours: bool = False
    is_hidden: bool = False
    is_of_ad: bool = False
    """Written below the copy of the post that an advertisement shows."""
    created_at: datetime | None = None
    by: Literal["webhook", "comment_list", "reply"]
    observed_at: datetime


class CommentHidden(CommentEvent):
    """The comment was hidden, or with `is_hidden` false shown again."""

    TYPE: ClassVar[str] = "instagram.CommentHidden.v1"

    is_hidden: bool
    observed_at: datetime


class CommentDeleted(CommentEvent):
    """The comment is gone; `by_us` where it was deleted from here."""

    TYPE: ClassVar[str] = "instagram.CommentDeleted.v1"

    by_us: bool
    observed_at: datetime


class CommentActionRefused(CommentEvent):
    """What the user wanted done with the comment was not done; the comment is as it was."""

    TYPE: ClassVar[str] = "instagram.CommentActionRefused.v1"

    action: Literal["hide", "show", "delete"]
    code: str
    message: str
    """Our sentence for the code."""
    platform_message: PersonalText = ""
    fbtrace_id: str | None = None


class MentionReceived(InstagramEvent):
    """The account was mentioned: in a comment, or in a caption where `comment_id` is None."""

    TYPE: ClassVar[str] = "instagram.MentionReceived.v1"

    media_id: str
    comment_id: str | None = None
    text: PersonalText = ""
    """The comment or caption, where Instagram lets it be read."""
    author_name: PersonalText = ""
    observed_at: datetime

    @property
    def subject(self) -> str:
        """The mention: of the medium, or in one of its comments."""
        return f"{self.account_id}|mention|{self.media_id}|{self.comment_id or ''}"


class ReplyEvent(InstagramEvent):
    """About one answer of ours; its `ce_sequence` is counted on the answer's row."""

    reply_id: UUID
    status: ReplyState

    @property
    def subject(self) -> str:
        """The answer, ours: it has an id before Instagram gives one."""
        return str(self.reply_id)


class ReplyRequested(ReplyEvent):
    """The user wants a comment or a mention answered; nothing was sent yet."""

    TYPE: ClassVar[str] = "instagram.ReplyRequested.v1"

    to: Literal["comment", "mention", "private"] = "comment"
    """`private` is a message to whoever wrote the comment, which only they see."""
    media_id: str | None = None
    comment_id: str | None = None
    text: PersonalText = ""


class ReplyAttempted(ReplyEvent):
    """The call that answers is about to be made; it is made once."""

    TYPE: ClassVar[str] = "instagram.ReplyAttempted.v1"


class ReplyOutcomeUnknown(ReplyEvent):
    """The answer to the call was lost: it is looked for among the comment's answers."""

    TYPE: ClassVar[str] = "instagram.ReplyOutcomeUnknown.v1"


class ReplyPosted(ReplyEvent):
    """The answer stands at Instagram: as a comment of this id, or as a message if it is private."""

    TYPE: ClassVar[str] = "instagram.ReplyPosted.v1"

    platform_comment_id: str
    found_by: Literal["answer", "reply_list", "webhook"] = "answer"
    observed_at: datetime


class ReplyFailed(ReplyEvent):
    """Instagram refused the answer; nothing was posted."""

    TYPE: ClassVar[str] = "instagram.ReplyFailed.v1"

    code: str
    message: str
    platform_message: PersonalText = ""
    fbtrace_id: str | None = None


class ReplyOutcomeGivenUp(ReplyEvent):
    """It was looked for in vain and may stand at Instagram all the same."""

    TYPE: ClassVar[str] = "instagram.ReplyOutcomeGivenUp.v1"


class WebhookUnmatched(Event):
    """A webhook waited seven days for its account, and that did not come."""

    TYPE: ClassVar[str] = "instagram.WebhookUnmatched.v1"
    TOPIC: ClassVar[str] = "instagram.media.v1"

    external_id: str
    platform_user_id: PersonalText = ""
    reason: str = ""

    @property
    def key(self) -> str:
        """No account is known: the platform's account keeps the order."""
        return self.platform_user_id

    @property
    def subject(self) -> str:
        """The delivery itself."""
        return self.external_id


EVENTS: list[type[Event]] = [
    CommentReceived,
    CommentHidden,
    CommentDeleted,
    CommentActionRefused,
    MentionReceived,
    ReplyRequested,
    ReplyAttempted,
    ReplyOutcomeUnknown,
    ReplyPosted,
    ReplyFailed,
    ReplyOutcomeGivenUp,
    WebhookUnmatched,
]
