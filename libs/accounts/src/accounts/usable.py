"""Whether a user may use an account at all; what a call needs beyond that is its service's."""

from uuid import UUID

from accounts.errors import AccountNotUsable
from accounts.store import IN_USE, OAuthAccount, OAuthAccounts
from common.errors import NotFound
from common.postgres import Connection


async def account_in_use(
    connection: Connection, user_id: UUID, account_id: UUID, platform: str
) -> OAuthAccount:
    """Read the account, without a lock; `platform` is its name for people.

    Raises `NotFound` where it is not the user's, and `AccountNotUsable` where it is not connected.
    """
    account = await OAuthAccounts(connection).find(account_id)
    if account is None or account.user_id != user_id:
        raise NotFound(f"There is no such {platform} account.")
    if account.status not in IN_USE:
        raise AccountNotUsable(f"The account is {account.status}; connect it again first.")
    return account
