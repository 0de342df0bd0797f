"""By which Page an account is reached, and how far it may be used: what Meta says now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from accounts.store import OAuthAccount
from platforms.instagram import accounts as pages
from platforms.instagram.app import Login
from platforms.instagram.client import Instagram

NONE = "none"
NO_PUBLISHING = "role_cannot_publish"


@dataclass(frozen=True, slots=True)
class Reached:
    """How an account is reached; `token` is the Page's, and `reason` a code of the catalogue."""

    login: Login
    page_id: str | None
    page_name: str
    token: str | None = field(repr=False)
    access_level: str
    reason: str = ""


async def read(client: Instagram, account: OAuthAccount, token: str) -> Reached:
    """Ask with the person's token; only Facebook Login has Pages to ask for."""
    if client.app.login != "facebook":
        level = pages.access_level(account.scopes)
        return Reached(client.app.login, None, "", None, level)
    granted = await client.granted(token)
    return choose(await client.pages(token), account.platform_user_id, granted)


def choose(shown: Sequence[pages.Page], ig_id: str, granted: Collection[str]) -> Reached:
    """Say what the Pages that a person shared tell of an account: pure."""
    page = next((page for page in shown if ig_id in _accounts_of(page)), None)
    if page is None:
        return Reached("facebook", None, "", None, NONE, "no_page_role")
    found = pages.judge(page, granted)
    if isinstance(found, pages.Unusable):
        return Reached("facebook", page.id, page.name, None, NONE, found.trouble)
    can_publish = pages.PUBLISH in pages.usable_scopes(granted, page.tasks)
    is_role = pages.PUBLISH in granted and not can_publish
    reason = NO_PUBLISHING if is_role else ""
    return Reached("facebook", page.id, page.name, page.access_token, found.access_level, reason)


def _accounts_of(page: pages.Page) -> set[str]:
    linked = (page.instagram_business_account, page.connected_instagram_account)
    return {account.id for account in linked if account is not None}
