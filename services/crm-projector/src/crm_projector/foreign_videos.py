"""What a video that Postlog has not posted says about its row."""

from common.event import Delivered
from contracts.tiktok.events import ForeignVideoFound
from crm_projector.places import first_wins, place_of
from crm_projector.registers import Row, Values, Written
from crm_projector.tables import FOREIGN, FOREIGN_VIDEOS


def row(delivered: Delivered, event: ForeignVideoFound) -> Row:
    """Keep what was found first."""
    values: Values = (
        event.user_id,
        event.title,
        event.create_time,
        event.observed_at,
        delivered.envelope.time,
        *place_of(delivered),
    )
    written = Written(first_wins(delivered.envelope.time), values)
    return Row(FOREIGN_VIDEOS, (event.account_id, event.platform_post_id), {FOREIGN: written})
