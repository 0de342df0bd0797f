"""`accounts.v1` → `notices`: what the user must do about an account, until it works again."""

from dataclasses import dataclass

from auth.accounts.projector import owner_of
from auth.accounts.registers import Registers, sequence_of
from auth.notices.store import Kind, Notices
from common.event import Delivered
from common.postgres import Connection
from contracts.accounts import (
    AccountConnected,
    AccountDisconnected,
    AccountEvent,
    AccountRefreshed,
    AccountRefreshFailed,
    GrantExpiryApproached,
    GrantRefused,
    PostsFoundTwice,
    ReauthorizationRequired,
)

TWICE = frozenset({Kind.POSTED_TWICE})
ALL = frozenset(Kind) - TWICE
"""What is about the account itself, and ends where it works again."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an event does to the notices of its account: it resolves some, then opens others.

    It opens one for each reason. Of posts that are public twice the reasons are all of them: one
    whose notice is open already keeps it.
    """

    resolves: frozenset[Kind] = frozenset()
    opens: Kind | None = None
    reasons: tuple[str, ...] = ("",)

    @property
    def kinds(self) -> frozenset[Kind]:
        """Every kind that the event says something about."""
        return self.resolves | ({self.opens} if self.opens else set())


async def project_notices(
    connection: Connection, event: AccountEvent, delivered: Delivered
) -> None:
    """Change the notices of each kind about which no newer event was projected before."""
    change, time = change_of(event), delivered.envelope.time
    if not change.kinds:
        return
    registers = {f"notice {kind}": kind for kind in change.kinds}
    taken = await Registers(connection).take(event.account_id, registers, sequence_of(delivered))
    newest, notices = {registers[name] for name in taken}, Notices(connection)
    await notices.resolve(event.account_id, time, change.resolves & newest, change.reasons)
    if change.opens in newest:
        for reason in change.reasons:
            await notices.open(owner_of(event), change.opens, reason, delivered.envelope)


def change_of(event: AccountEvent) -> Change:
    """Give what an event does to the notices."""
    match event:
        case AccountConnected():
            return Change(resolves=ALL)
        case AccountRefreshed():
            return Change(resolves=ALL - {Kind.GRANT_ENDING})
        case GrantExpiryApproached():
            return Change(opens=Kind.GRANT_ENDING)
        case AccountDisconnected(reason="user_request" | "unknown_account"):
            return Change(resolves=ALL)  # the user asked for it
        case AccountDisconnected():
            return Change(ALL, Kind.DISCONNECTED, (event.reason,))
        case ReauthorizationRequired():
            # Postlog no longer tries to refresh.
            return Change(frozenset({Kind.REFRESH_FAILING}), Kind.RECONNECT, (event.reason,))
        case GrantRefused():
            return Change(opens=Kind.GRANT_REFUSED, reasons=(event.reason,))
        case PostsFoundTwice():
            return Change(TWICE, Kind.POSTED_TWICE, tuple(str(one) for one in event.post_ids))
        case AccountRefreshFailed():
            return Change(opens=Kind.REFRESH_FAILING, reasons=(event.reason,))
    return Change()
