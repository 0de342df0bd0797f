"""`accounts.v1` → `accounts`: what the provider services answered about an account."""

from collections.abc import Sequence

from auth.accounts.account import Verdict
from auth.accounts.registers import Registers, sequence_of
from auth.accounts.store import Accounts, Expiry, Grant, Judgement, Owner, Part, Profile
from auth.accounts.withdrawals import Withdrawals
from common.event import Delivered
from common.postgres import Connection
from contracts.accounts import (
    AccountConnected,
    AccountDisconnected,
    AccountEvent,
    AccountRefreshed,
    GrantRefused,
    ProfileObserved,
    ReauthorizationRequired,
)

ANSWERS = (AccountConnected, GrantRefused, ReauthorizationRequired, AccountDisconnected)
"""The events that answer a wish, if they name the request as their cause; late ones too."""


async def project_account(
    connection: Connection, event: AccountEvent, delivered: Delivered
) -> None:
    """Write the parts of the row for which no newer event was projected before."""
    parts = parts_of(event)
    if not parts:
        return
    accounts = Accounts(connection)
    cause = delivered.envelope.causation_id if isinstance(event, ANSWERS) else None
    await accounts.note_answer(owner_of(event), cause)
    newest = await Registers(connection).take(
        event.account_id, [part.register for part in parts], sequence_of(delivered)
    )
    for part in parts:
        if part.register in newest:
            await accounts.put(event.account_id, part)
    if isinstance(event, AccountDisconnected):
        at = delivered.envelope.time
        if await Withdrawals(connection).note_end(event.account_id, at):
            # What was on its way when the person asked may have brought the names back.
            await accounts.forget_profile(event.account_id)


def parts_of(event: AccountEvent) -> Sequence[Part]:
    """Give what an event says about the row."""
    match event:
        case AccountConnected():
            return (
                Grant(event.platform_user_id or None, event.grantor_id, event.scopes),
                Profile(event.display_name, event.avatar_url, event.username),
                Judgement(Verdict.CONNECTED),
                Expiry(event.expires_at),
            )
        case AccountRefreshed():  # also where the account was given up too early
            return (Judgement(Verdict.CONNECTED), Expiry(event.expires_at))
        case ProfileObserved():
            return (Profile(event.display_name, event.avatar_url, event.username),)
        case GrantRefused():
            return (Judgement(Verdict.REFUSED, event.reason),)
        case ReauthorizationRequired():
            return (Judgement(Verdict.REAUTHORIZATION_REQUIRED, event.reason),)
        case AccountDisconnected():
            return (Judgement(Verdict.DISCONNECTED, event.reason, event.revoked, event.shared),)
    return ()


def owner_of(event: AccountEvent) -> Owner:
    """Give whose account the event is about."""
    return Owner(event.account_id, event.user_id, event.provider)
