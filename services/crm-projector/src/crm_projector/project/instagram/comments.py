"""What the events of comments and mentions say about their rows."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from common.event import Delivered, Event
from contracts.instagram.comments import (
    CommentActionRefused,
    CommentDeleted,
    CommentHidden,
    CommentReceived,
    MentionReceived,
)
from crm_projector.project.instagram.positions import Registers, latest_of
from crm_projector.project.instagram.tables import (
    COMMENT_AUTHOR,
    COMMENT_CREATED,
    COMMENT_DELETED,
    COMMENT_HIDDEN,
    COMMENT_LATEST,
    COMMENT_NOTICED,
    COMMENT_PLACE,
    COMMENT_REFUSAL,
    COMMENT_SAID,
    IG_COMMENTS,
    IG_MENTIONS,
    MENTION_LATEST,
    MENTION_NOTICED,
    MENTION_SAID,
)
from crm_projector.project.log_position import first_wins, sequence_of
from crm_projector.project.registers import Values, Written

AboutComment = CommentReceived | CommentHidden | CommentDeleted | CommentActionRefused
NO_REFUSAL: Values = (None, None, None, None, None)


def rows(delivered: Delivered, event: AboutComment) -> Iterator[Written]:
    """Give the comment's row; `noticed_at` is when it was heard of first."""
    at = _moment(delivered, event)
    key, latest = (event.account_id, event.comment_id), latest_of(delivered, event)
    values: Registers = {COMMENT_LATEST: latest, **BESIDE[type(event)](event)}
    yield Written(IG_COMMENTS, key, sequence_of(delivered), values)
    yield Written(IG_COMMENTS, key, first_wins(at), {COMMENT_NOTICED: (at,)})


def mention_rows(delivered: Delivered, event: MentionReceived) -> Iterator[Written]:
    """Give the mention's row; one that could not be read keeps what was read before."""
    key = (event.account_id, event.media_id, event.comment_id or "")
    values: Registers = {MENTION_LATEST: latest_of(delivered, event)}
    if event.text or event.author_name:
        values[MENTION_SAID] = (event.text, event.author_name or None)
    yield Written(IG_MENTIONS, key, sequence_of(delivered), values)
    noticed: Registers = {MENTION_NOTICED: (event.observed_at,)}
    yield Written(IG_MENTIONS, key, first_wins(event.observed_at), noticed)


def _moment(delivered: Delivered, event: AboutComment) -> datetime:
    """Give when this was said; a refusal says it of the moment that it was told in."""
    told_at = delivered.envelope.time
    return told_at if isinstance(event, CommentActionRefused) else event.observed_at


def _received(event: CommentReceived) -> Registers:
    """Say what is known; what Instagram did not tell this time takes nothing away."""
    values: Registers = {COMMENT_SAID: (event.text, event.is_ours, event.is_of_ad)}
    if event.media_id:
        values[COMMENT_PLACE] = (event.media_id, event.parent_id)
    if event.author_id or event.author_name:
        values[COMMENT_AUTHOR] = (event.author_id or None, event.author_name or None)
    if event.created_at:
        values[COMMENT_CREATED] = (event.created_at,)
    # A webhook may be hours late: it tells neither that a comment still stands, nor that it shows.
    if event.by != "webhook":
        values |= {COMMENT_HIDDEN: (event.is_hidden,), COMMENT_DELETED: (None, None)}
    return values


def _refused(event: CommentActionRefused) -> Registers:
    said = event.platform_message or None
    return {
        COMMENT_REFUSAL: (event.action, event.code, event.message, said, event.fbtrace_id),
    }


# What each event says beside the latest, by its type; what was done takes a refusal back.
BESIDE: Mapping[type[Event], Callable[[Any], Registers]] = {
    CommentReceived: _received,
    CommentHidden: lambda event: {
        COMMENT_HIDDEN: (event.is_hidden,),
        COMMENT_REFUSAL: NO_REFUSAL,
    },
    CommentDeleted: lambda event: {
        COMMENT_DELETED: (event.observed_at, event.by_us),
        COMMENT_REFUSAL: NO_REFUSAL,
    },
    CommentActionRefused: _refused,
}
