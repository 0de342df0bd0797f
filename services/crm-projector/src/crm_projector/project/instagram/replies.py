"""What the events of an answer of ours say about its row."""

from collections.abc import Iterator

from common.event import Delivered
from contracts.instagram.comments import ReplyEvent, ReplyFailed, ReplyPosted, ReplyRequested
from crm_projector.project.instagram.positions import Registers, latest_of
from crm_projector.project.instagram.tables import (
    IG_REPLIES,
    REPLY_FAILURE,
    REPLY_LATEST,
    REPLY_POSTED,
    REPLY_REQUEST,
)
from crm_projector.project.log_position import sequence_of
from crm_projector.project.registers import Values, Written

NO_FAILURE: Values = (None, None, None, None)


def rows(delivered: Delivered, event: ReplyEvent) -> Iterator[Written]:
    """Give the answer's row."""
    values: Registers = {
        REPLY_LATEST: (event.account_id, event.status, *latest_of(delivered, event))
    }
    match event:
        case ReplyRequested():
            asked: Values = (event.to, event.media_id, event.comment_id, event.text)
            values[REPLY_REQUEST] = (*asked, delivered.envelope.time)
        case ReplyPosted():
            values[REPLY_POSTED] = (event.platform_comment_id, event.found_by, event.observed_at)
            values[REPLY_FAILURE] = NO_FAILURE
        case ReplyFailed():
            said = event.platform_message or None
            values[REPLY_FAILURE] = (event.code, event.message, said, event.fbtrace_id)
    yield Written(IG_REPLIES, (event.reply_id,), sequence_of(delivered), values)
