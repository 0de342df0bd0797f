"""Whether a user may use an account for comments: connected, theirs, and with the permission."""

from uuid import UUID

from accounts.store import IN_USE, OAuthAccount
from accounts.usable import account_in_use
from common.postgres import Connection
from instagram.errors import ScopeMissing
from instagram.platform import COMMENTING

OF_INSTAGRAM_LOGIN = "instagram_business_"


async def commenting_account(
    connection: Connection, user_id: UUID, account_id: UUID
) -> OAuthAccount:
    """Read the account, without a lock.

    Raises `NotFound` where it is not the user's, `AccountNotUsable` where it is not connected, and
    `ScopeMissing` where the permission was not granted.
    """
    account = await account_in_use(connection, user_id, account_id, "Instagram")
    if COMMENTING.isdisjoint(account.scopes):
        raise ScopeMissing(
            f"The account did not grant the permission {_scope_of(account)}, which this needs."
            " Connect the account again and allow it."
        )
    return account


def may_comment(account: OAuthAccount | None) -> bool:
    """Tell whether an agent may use the account for comments now."""
    return (
        account is not None
        and account.status in IN_USE
        and not COMMENTING.isdisjoint(account.scopes)
    )


def _scope_of(account: OAuthAccount) -> str:
    """Name the permission as the account's own login does."""
    own = any(scope.startswith(OF_INSTAGRAM_LOGIN) for scope in account.scopes)
    return next(scope for scope in COMMENTING if scope.startswith(OF_INSTAGRAM_LOGIN) == own)
