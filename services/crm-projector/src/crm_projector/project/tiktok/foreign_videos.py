"""What the finding of a video that Postlog has not posted says about its row."""

from collections.abc import Iterator

from common.event import Delivered
from contracts.tiktok.events import ForeignVideoFound
from crm_projector.project.log_position import first_wins, position_of
from crm_projector.project.registers import Values, Written
from crm_projector.project.tiktok.tables import FOREIGN, FOREIGN_VIDEOS


def rows(delivered: Delivered, event: ForeignVideoFound) -> Iterator[Written]:
    """Keep what was found first."""
    values: Values = (
        event.user_id,
        event.title,
        event.create_time,
        event.observed_at,
        delivered.envelope.time,
        *position_of(delivered),
    )
    key, version = (event.account_id, event.platform_post_id), first_wins(delivered.envelope.time)
    yield Written(FOREIGN_VIDEOS, key, version, {FOREIGN: values})
