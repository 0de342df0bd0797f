"""Where an event stands, as the columns that every row has."""

from common.event import Delivered
from crm_projector.registers import Values


def place_of(delivered: Delivered) -> Values:
    """Give the values of `tables.PLACE`."""
    return (delivered.envelope.id, delivered.topic, delivered.partition, delivered.offset)


def sequence_of(delivered: Delivered) -> int:
    """Give the version that the event writes under: its aggregate's counter."""
    return delivered.envelope.sequence or 0
