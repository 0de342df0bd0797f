"""The outbox of this service: its events are written beside the rows that they follow from."""

from common.outbox import Outbox

OUTBOX = Outbox("auth")
