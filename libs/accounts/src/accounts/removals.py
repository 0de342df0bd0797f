"""A platform says that access was withdrawn: the account is checked, or nothing changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from accounts.due import DueAccounts
from accounts.events import append, identity
from accounts.store import IN_USE, OAuthAccount, OAuthAccounts
from common.outbox import Outbox
from common.postgres import Connection
from contracts.accounts import AuthorizationRemovedObserved
from contracts.commands import CheckGrant

Withdrawal = Literal[
    "user_disconnected", "account_deleted", "age_changed", "account_banned", "developer_revoked"
]
"""Why a platform says that access was withdrawn, in names that all platforms share."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Whose access was withdrawn, when, and why: a `Withdrawal` where the platform says it."""

    provider: str
    platform_user_id: str
    at: datetime
    reason: str


async def observe_removal(connection: Connection, outbox: Outbox, removal: Removal) -> str:
    """Let the account of that time be checked; gives the effect, `waiting` without an account.

    A grant younger than the removal is not touched. While an agent checks the account already, its
    answer may be older than this removal, so the account is checked once more.
    """
    account_id = await DueAccounts(connection).holder_at(removal.platform_user_id, removal.at)
    account = await OAuthAccounts(connection).lock(account_id) if account_id else None
    if account is None:
        return "waiting"
    return await _observe(connection, outbox, account, removal)


async def observe_withdrawal(
    connection: Connection, outbox: Outbox, grantor_id: str, removal: Removal
) -> int:
    """Let every account that stands on this person's permission be checked; gives how many."""
    accounts = OAuthAccounts(connection)
    found = await accounts.lock_by_grantor(removal.provider, grantor_id)
    for account in found:
        await _observe(connection, outbox, account, removal)
    return len(found)


async def observe_withdrawn_grant(
    connection: Connection, outbox: Outbox, account_id: UUID, removal: Removal
) -> None:
    """Let this account be checked; nothing is known of one that never connected."""
    account = await OAuthAccounts(connection).lock(account_id)
    if account is not None:
        await _observe(connection, outbox, account, removal)


async def _observe(
    connection: Connection, outbox: Outbox, account: OAuthAccount, removal: Removal
) -> str:
    is_late = account.granted_at.replace(microsecond=0) > removal.at
    effect = "none" if is_late or account.status not in IN_USE else "checking"
    event = AuthorizationRemovedObserved(
        **identity(account), reason=removal.reason, effect=effect, observed_at=removal.at
    )
    sequence = await append(connection, outbox, event)
    if effect == "checking":
        await OAuthAccounts(connection).set_status(account.account_id, "CHECKING", removal.reason)
        command = CheckGrant(provider=account.provider, account_id=account.account_id)
        await outbox.command(connection, command, f"removed|{sequence}")
    return effect
