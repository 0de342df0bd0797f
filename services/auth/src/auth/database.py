"""The schema of this service, and its outbox, whose events are written beside the rows."""

from common.outbox import Outbox

SCHEMA = "auth"
OUTBOX = Outbox(SCHEMA)
