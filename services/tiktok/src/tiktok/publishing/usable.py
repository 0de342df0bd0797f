"""Whether a user may use an account for a call: connected, theirs, and with the permission."""

from dataclasses import dataclass
from uuid import UUID

from accounts.store import OAuthAccount
from accounts.usable import account_in_use
from common.postgres import Connection
from tiktok.errors import ScopeMissing


@dataclass(frozen=True, slots=True)
class Need:
    """The permission that a call needs, and whether this Postlog asks TikTok for it."""

    scope: str
    is_asked: bool


async def usable_account(
    connection: Connection, user_id: UUID, account_id: UUID, need: Need
) -> OAuthAccount:
    """Read the account, without a lock.

    Raises `NotFound` where it is not the user's, `AccountNotUsable` where it is not connected, and
    `ScopeMissing` where the permission was not granted.
    """
    account = await account_in_use(connection, user_id, account_id, "TikTok")
    if need.scope not in account.scopes:
        raise ScopeMissing(_words(need))
    return account


def _words(need: Need) -> str:
    if need.is_asked:
        lacks = f"The account did not grant the permission {need.scope}, which this needs."
        return f"{lacks} Connect the account again and allow it."
    return (
        f"This needs the permission {need.scope}, which this Postlog does not ask TikTok for."
        " Connecting again does not help: whoever runs this Postlog can name it in TIKTOK_SCOPES."
    )
