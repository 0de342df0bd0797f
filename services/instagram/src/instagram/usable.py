"""Whether a user may use an account for a call: connected, theirs, and allowed to."""

from dataclasses import dataclass
from uuid import UUID

from accounts.store import OAuthAccount
from accounts.usable import account_in_use
from common.postgres import Connection
from instagram.clients import Clients
from instagram.errors import NotOffered, ScopeMissing
from instagram.pages.store import Pages
from platforms.instagram.app import Ability, InstagramApp

PUBLISH, READ = "content_publish", "basic"
OFFERED = {"locations": "a search for places", "private_replies": "private answers"}


@dataclass(frozen=True, slots=True)
class Need:
    """What a call needs: a permission, by the part of its name that all logins share."""

    permission: str
    ability: Ability | None = None


async def usable_account(
    connection: Connection, clients: Clients, user_id: UUID, account_id: UUID, need: Need
) -> OAuthAccount:
    """Read the account, without a lock.

    Raises `NotFound` where it is not the user's, `AccountNotUsable` where it is not connected,
    `ScopeMissing` where the permission, or the role on the Page, is missing, `NotOffered` where its
    login has no such function, and `LoginNotConfigured`.
    """
    account = await account_in_use(connection, user_id, account_id, "Instagram")
    app = clients.of(account).app
    _check_scope(account, app, need)
    page = await Pages(connection).find(account_id)
    if need.permission == PUBLISH and page is not None and page.access_level in {"read", "none"}:
        raise ScopeMissing(
            "Your role on the Facebook Page of this account does not let you create content. Ask"
            " for a role that does, then connect the account again."
        )
    return account


def _check_scope(account: OAuthAccount, app: InstagramApp, need: Need) -> None:
    if need.ability is not None and need.ability not in app.abilities:
        what = OFFERED.get(need.ability, need.ability)
        raise NotOffered(f"The way in which this account was connected does not offer {what}.")
    prefix = "instagram_business_" if app.login == "instagram" else "instagram_"
    scope = f"{prefix}{need.permission}"
    if scope not in account.scopes:
        raise ScopeMissing(
            f"The account did not grant the permission {scope}, which this needs. Connect the"
            " account again and allow it."
        )
