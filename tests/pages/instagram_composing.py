"""Somebody with an Instagram account in front of the pages."""

import io
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from forms import read_page
from instagram_connecting import InstagramAccount
from instagram_control import InstagramControl, new_owner
from newcomer import FORM, Newcomer
from PIL import Image
from playwright.async_api import FilePayload, Page, expect
from waiting import require, until

JPEG = "image/jpeg"


async def connect_instagram(
    newcomer: Newcomer, control: InstagramControl, login: str = "facebook"
) -> InstagramAccount:
    """Connect the account of somebody new, without looking at any page."""
    owner = await new_owner(control)
    [(username, instagram_id)] = owner.accounts.items()
    begun = await newcomer.context.request.get(
        f"{newcomer.gateway}/api/auth/instagram?login={login}"
    )
    user = username if login == "instagram" else owner.handle
    fields = read_page(await begun.text()).filled(user=user, decision="allow")
    outcome = await newcomer.context.request.post(begun.url, data=urlencode(fields), headers=FORM)
    told = parse_qs(urlsplit(outcome.url).query)
    [account_id] = told.get("connected") or told.get("account") or [""]
    require(account_id, f"an account in the address {outcome.url}")

    async def look() -> bool:
        account = await newcomer.api("GET", f"/api/auth/accounts/{account_id}")
        return bool(account["status"] == "CONNECTED")

    await until("CONNECTED", look)
    return InstagramAccount(account_id, instagram_id, username)


async def come_to_compose(
    newcomer: Newcomer, control: InstagramControl, login: str = "facebook"
) -> tuple[Page, InstagramAccount]:
    """Sign up, connect, and open the page on which a post is made."""
    await newcomer.sign_up()
    account = await connect_instagram(newcomer, control, login)
    page = await newcomer.go("/platforms/instagram/upload")
    await expect(page.get_by_role("radio", name="One picture on the profile")).to_be_visible()
    return page, account


def photo(name: str, width: int = 1080, height: int = 1350, colour: str = "teal") -> FilePayload:
    """Give a picture as a camera makes one."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(written, "JPEG")
    return FilePayload(name=name, mimeType=JPEG, buffer=written.getvalue())


async def choose(page: Page, *files: FilePayload) -> None:
    """Choose files, and wait until Postlog has looked into all of them."""
    await page.locator("input[type=file]").last.set_input_files(list(files))
    for file in files:
        item = page.get_by_role("listitem").filter(has_text=file["name"])
        await expect(item.get_by_text("Ready")).to_be_visible(timeout=120_000)


async def live(page: Page) -> None:
    """Wait until the page of the post leads to it; Instagram is asked several times before."""
    link = page.get_by_role("link", name="View on Instagram")
    await expect(link).to_be_visible(timeout=120_000)


async def published(
    control: InstagramControl, account: InstagramAccount, count: int = 1
) -> list[Any]:
    """Wait until so many media are on the account, and give them."""

    async def look() -> list[Any] | None:
        media = await control.media(account.instagram_id)
        return media if len(media) >= count else None

    return await until(f"{count} media", look, 60)
