"""The columns that every row of Instagram begins with."""

from common.event import Delivered
from contracts.instagram.base import InstagramEvent
from crm_projector.project.log_position import position_of
from crm_projector.project.registers import Register, Values

Registers = dict[Register, Values]


def latest_of(delivered: Delivered, event: InstagramEvent) -> Values:
    """Give the values of `tables.LATEST`."""
    return (event.user_id, delivered.envelope.time, *position_of(delivered))
