"""Writing the events of an account, each with the account's next sequence."""

from typing import Protocol, TypedDict
from uuid import UUID

from accounts.store import OAuthAccounts
from common.outbox import Outbox
from common.postgres import Connection
from contracts.accounts import AccountEvent


class AccountIdentity(TypedDict):
    """The fields that every event of an account carries."""

    provider: str
    account_id: UUID
    user_id: UUID


class HasIdentity(Protocol):
    """A row, a grant or a wish of one account."""

    @property
    def provider(self) -> str:
        """The platform's name."""

    @property
    def account_id(self) -> UUID:
        """Our id of the account."""

    @property
    def user_id(self) -> UUID:
        """The user of Postlog who owns it."""


def identity(account: HasIdentity) -> AccountIdentity:
    """Give what names the account in an event."""
    return AccountIdentity(
        provider=account.provider, account_id=account.account_id, user_id=account.user_id
    )


async def append(connection: Connection, outbox: Outbox, event: AccountEvent) -> int:
    """Write the event in the transaction that decided it; gives the account's sequence.

    Raises LookupError where the account has no row.
    """
    sequence = await OAuthAccounts(connection).raise_sequence(event.account_id)
    await outbox.append(connection, event, sequence)
    return sequence
