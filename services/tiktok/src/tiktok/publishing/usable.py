"""Whether a user may use an account for a call: connected, theirs, and with the permission."""

from uuid import UUID

from accounts.store import IN_USE, OAuthAccount, OAuthAccounts
from common.errors import NotFound
from common.postgres import Connection
from tiktok.errors import AccountNotUsable, ScopeMissing
from tiktok.posts.words import explained


async def usable_account(
    connection: Connection, user_id: UUID, account_id: UUID, scope: str
) -> OAuthAccount:
    """Read the account, without a lock.

    Raises `NotFound` where it is not the user's, `AccountNotUsable` where it is not connected, and
    `ScopeMissing` where the permission was not granted.
    """
    account = await OAuthAccounts(connection).find(account_id)
    if account is None or account.user_id != user_id:
        raise NotFound("There is no such TikTok account.")
    if account.status not in IN_USE:
        raise AccountNotUsable(f"The account is {account.status}; connect it again first.")
    if scope not in account.scopes:
        found = explained("api", "scope_not_authorized")
        raise ScopeMissing(f"{found.sentence} {found.next_step}")
    return account
