"""Being somebody on TikTok's own page, which the sandbox plays."""

import re

from control import Control, Json
from journey import new_creator
from playwright.async_api import Page

CONSENT = re.compile("/v2/auth/authorize/")


async def creator_called(control: Control, nickname: str) -> Json:
    """Make a TikTok user who has a name to be read in pictures."""
    creator = await new_creator(control)
    await control.change(creator["handle"], nickname=nickname)
    return creator


async def decide(page: Page, handle: str, decision: str) -> None:
    """Wait for the consent page, say who it is, and press `Allow` or `Cancel`."""
    await page.wait_for_url(CONSENT)
    await page.locator("[name=other]").fill(handle)
    await page.get_by_role("button", name=decision).click()
