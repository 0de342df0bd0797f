"""The ledger held against the log and the CRM: nothing lost, nothing invented, nothing twice."""

from dataclasses import dataclass

from addresses import Addresses
from log import WEBHOOKS, everything
from rows import select
from stream import EVENT, Sent, Stream

ROWS = """
SELECT external_id, verdict, body FROM crm.webhook_events WHERE event = %s AND platform_user_id = %s
"""


@dataclass(frozen=True)
class Findings:
    """Deliveries that are where they should not be, or not where they should; none is good."""

    lost: set[str]
    """Answered with 200, and not in the log."""
    invented: set[str]
    """In the log, and never sent."""
    altered: set[str]
    """Not the bytes that were signed."""
    unprojected: set[str]
    """In the log or in the CRM, and not in both."""


async def compare(addresses: Addresses, stream: Stream) -> Findings:
    """Look for every delivery of the ledger, and for others of its user."""
    sent = {one.external_id: one.body for one in stream.ledger}
    acknowledged = {one.external_id for one in stream.acknowledged}
    user = stream.open_id
    logged = {
        record.header("external_id"): record.value
        for record in await everything(addresses.kafka, WEBHOOKS)
        if record.key == user.encode() and record.header("external_id").startswith(f"{EVENT}|")
    }
    rows = await select(addresses.postgres, ROWS, EVENT, user)
    projected = {row["external_id"]: bytes(row["body"]) for row in rows}
    verified = {row["external_id"] for row in rows if row["verdict"] == "verified"}
    return Findings(
        lost=acknowledged - logged.keys(),
        invented=logged.keys() - sent.keys(),
        altered={key for key in logged.keys() & sent.keys() if logged[key] != sent[key]}
        | {key for key in projected.keys() & logged.keys() if projected[key] != logged[key]},
        unprojected=(logged.keys() ^ projected.keys()) | (projected.keys() - verified),
    )


NOTHING = Findings(set(), set(), set(), set())


def answered_badly(stream: Stream) -> list[Sent]:
    """Give the deliveries of which at least one attempt was no success."""
    return [one for one in stream.ledger if any(a.status != 200 for a in one.answers)]
