"""The pages of Instagram, as far as they need no account."""

import pytest
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import expect

PAGES = {
    "/platforms/connect/instagram": "Instagram accounts",
    "/platforms/instagram/upload": "New post",
    "/inbox": "Inbox",
}


@pytest.mark.parametrize(("path", "heading"), PAGES.items())
async def test_each_page_of_instagram_can_be_used_by_everybody(
    newcomer: Newcomer, path: str, heading: str
) -> None:
    await newcomer.sign_up()

    page = await newcomer.go(path)

    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    await page.wait_for_load_state("networkidle")
    await axe(page)
    await picture(page, path.strip("/").replace("/", "-"))


async def test_the_page_says_what_is_needed_before_an_account_is_connected(
    newcomer: Newcomer,
) -> None:
    await newcomer.sign_up()

    page = await newcomer.go("/platforms/connect/instagram")

    needs = page.get_by_role("heading", name="Before you connect").locator("xpath=../..")
    await expect(needs).to_contain_text("A Business or Creator account")
    await expect(needs).to_contain_text("Switch to professional account")
    await expect(needs).to_contain_text("A Facebook Page linked to the account")
    await needs.get_by_role("link", name="Step by step").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Connect an Instagram account")
