"""Connecting and disconnecting a TikTok account, as somebody does it."""

import re

import pytest
from consent import creator_called, decide
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import expect

CODES = {
    "access_denied": "You did not allow access",
    "invalid_grant": "The permission had run out",
    "invalid_client": "Postlog is set up wrongly",
    "server_error": "TikTok does not answer",
    "temporarily_unavailable": "TikTok does not answer",
    "rate_limited": "TikTok asks to wait",
    "no_code": "TikTok sent you back without a permission",
    "oauth-state-refused": "This attempt is over",
    "oauth-state-foreign": "Begun elsewhere",
}


async def test_an_account_is_connected_by_pressing_the_button_and_allowing(
    newcomer: Newcomer,
) -> None:
    creator = await creator_called(newcomer.control, "Lena Keller")
    await newcomer.sign_up()
    page = await newcomer.go("/platforms/connect/tiktok")
    await axe(page)
    await picture(page, "connect")

    await page.get_by_text("Connect TikTok", exact=True).first.click()
    await decide(page, creator["handle"], "Allow")

    await expect(page).to_have_url(re.compile(r"/platforms/connect/tiktok\?connected="))
    await expect(page.get_by_text("Connected", exact=True).first).to_be_visible()
    await axe(page)
    await picture(page, "connect-connected")


async def test_refusing_leads_back_with_words_and_a_way_to_try_again(newcomer: Newcomer) -> None:
    creator = await creator_called(newcomer.control, "Lena Keller")
    await newcomer.sign_up()
    page = await newcomer.go("/platforms/connect/tiktok")

    await page.get_by_text("Connect TikTok", exact=True).first.click()
    await decide(page, creator["handle"], "Cancel")

    await expect(page).to_have_url(re.compile(r"\?error=access_denied"))
    await expect(page.get_by_text(CODES["access_denied"], exact=True)).to_be_visible()
    await axe(page)
    await picture(page, "connect-refused")


@pytest.mark.parametrize(("code", "title"), CODES.items())
async def test_every_kind_of_ending_is_told_in_words(
    newcomer: Newcomer, code: str, title: str
) -> None:
    await newcomer.sign_up()

    page = await newcomer.go(f"/platforms/connect/tiktok?error={code}")

    await expect(page.get_by_text(title, exact=False).first).to_be_visible()
    await expect(page.get_by_role("link", name="What this means")).to_be_visible()


async def test_disconnecting_asks_first_and_then_shows_the_end_by_itself(visitor: Newcomer) -> None:
    page = await visitor.go("/platforms/connect/tiktok")

    await page.get_by_role("button", name="Disconnect").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Posts that are on TikTok stay there.")
    await axe(page)
    await dialog.get_by_role("button", name="Keep connected").click()
    await expect(dialog).to_have_count(0)
    await page.get_by_role("button", name="Disconnect").click()
    await page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()

    await expect(page.get_by_text("Disconnected", exact=True).first).to_be_visible()
    await axe(page)
