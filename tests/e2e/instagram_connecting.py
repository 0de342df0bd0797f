"""Connecting an Instagram account: the dialog of Facebook or of Instagram, and the choice."""

from dataclasses import dataclass

from browser import Browser
from connecting import wait_until_connected
from control import Json
from endings import Ending
from instagram_control import Owner, new_owner
from journey import Say, Visit, silently
from waiting import require, until


@dataclass(frozen=True)
class InstagramAccount:
    """A connected Instagram account, and what it is called over there."""

    account_id: str
    instagram_id: str
    username: str


async def consent(browser: Browser, user: str, login: str = "", say: Say = silently) -> Ending:
    """Allow everything as this user, and come back; by Facebook Login unless another is named."""
    begin = f"/api/auth/instagram?login={login}" if login else "/api/auth/instagram"
    dialog, trail = await browser.open(begin)
    page = dialog.require(200).page()
    say(" -> ".join(trail))
    require(page.has_form, "the dialog's form")
    say(f"{page.heading}: choosing {user}, Allow")
    landed, trail = await browser.open(dialog.url, page.filled(user=user, decision="allow"))
    say(" -> ".join(trail))
    return Ending.of(landed)


async def connect_one_of(
    visitor: Visit, owner: Owner, username: str, say: Say = silently
) -> InstagramAccount:
    """Connect one of the accounts of a person who has several."""
    ending = await consent(visitor.browser, owner.handle, say=say)
    require(ending.choice_id, f"a choice, not the ending {ending.code or 'connected'}")
    address = f"/api/auth/connections/{ending.choice_id}"
    offer: Json = (await visitor.browser.get(address)).require(200).json()
    offered = {one["username"]: one for one in offer["candidates"]}
    require(
        offered.keys() == owner.accounts.keys(), f"{len(owner.accounts)} accounts to choose from"
    )
    say(f"Postlog offers {', '.join(f'@{name}' for name in offered)}; choosing @{username}")
    wish = {"platform_user_id": owner.accounts[username]}
    chosen = (await visitor.browser.send("POST", f"{address}/choose", wish)).require(200).json()
    await wait_until_connected(visitor.browser, chosen["account_id"])
    return InstagramAccount(chosen["account_id"], owner.accounts[username], username)


async def wait_until_told(visitor: Visit, account: InstagramAccount) -> None:
    """Wait until Instagram sends webhooks about the account."""

    async def look() -> bool:
        return await visitor.instagram.tells_about(account.instagram_id)

    await until("the subscription of the account's webhooks", look)


async def connect_only(visitor: Visit, login: str = "") -> InstagramAccount:
    """Connect somebody whom nobody has met before, with one account."""
    return await connect_owner(visitor, await new_owner(visitor.instagram), login)


async def connect_owner(visitor: Visit, owner: Owner, login: str = "") -> InstagramAccount:
    """Connect the one account of a person."""
    [(username, instagram_id)] = owner.accounts.items()
    user = username if login == "instagram" else owner.handle
    ending = await consent(visitor.browser, user, login)
    require(ending.account_id, f"an account, not the ending {ending.code or 'choose'}")
    await wait_until_connected(visitor.browser, ending.account_id)
    return InstagramAccount(ending.account_id, instagram_id, username)
