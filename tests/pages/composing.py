"""Using the page on which a post is made."""

import re

from control import Json
from journey import Account
from newcomer import Newcomer
from playwright.async_api import FilePayload, Locator, Page, expect

PUBLISH = re.compile(r"/api/tiktok/(upload|photos)$")


async def come_to_post(newcomer: Newcomer, creator: Json | None = None) -> tuple[Page, Account]:
    """Sign up, connect, and open the page; by default as somebody new."""
    await newcomer.sign_up()
    account = await newcomer.connect(creator)
    page = await newcomer.go("/platforms/tiktok/upload")
    await expect(page.get_by_label("Creator").or_(page.get_by_role("alert"))).to_be_visible()
    return page, account


async def choose_film(page: Page, film: bytes, name: str = "film.webm") -> None:
    """Choose a file, and wait until its length was read."""
    file = FilePayload(name=name, mimeType="video/webm", buffer=film)
    await page.locator("input[type=file]").set_input_files(file)
    await expect(page.get_by_text("Press to choose another")).to_be_visible()


def publish_button(page: Page) -> Locator:
    """Find the button that sends everything."""
    return page.get_by_role("button", name=re.compile("Publish to TikTok|Send to TikTok inbox"))
