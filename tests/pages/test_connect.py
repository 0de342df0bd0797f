"""Connecting and disconnecting a TikTok account, as somebody does it."""

import re
from pathlib import Path

from consent import creator_called, decide
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import expect

ENDINGS = Path(__file__).parents[2] / "docs" / "reference" / "problems.md"


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
    await expect(page.get_by_text("You did not allow access", exact=True)).to_be_visible()
    await axe(page)
    await picture(page, "connect-refused")


async def test_every_way_to_end_is_told_in_words_and_explained(newcomer: Newcomer) -> None:
    _, table = ENDINGS.read_text().split("## How connecting may end")
    codes = re.findall(r"^\| `([\w-]+)` \| [45]", table, re.MULTILINE)
    assert {"access_denied", "server_error", "oauth-state-foreign", "forbidden"} <= set(codes)
    await newcomer.sign_up()

    for code in codes:
        words = await newcomer.api("GET", f"/api/auth/outcomes/{code}")
        page = await newcomer.go(f"/platforms/connect/tiktok?error={code}")
        for sentence in (words["title"], words["happened"], words["advice"]):
            await expect(page.get_by_text(sentence, exact=True).first).to_be_visible()
        await expect(page.get_by_role("link", name="What this means")).to_be_visible()
    page = await newcomer.go("/help/troubleshooting")
    places = await page.locator(".prose tr[id]").evaluate_all("rows => rows.map(row => row.id)")
    assert set(codes) - set(places) == set()
    assert len(places) == len(set(places))


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
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await axe(page)


async def test_whoever_stays_after_all_may_press_again(newcomer: Newcomer) -> None:
    await newcomer.sign_up()
    page = await newcomer.go("/platforms/connect/tiktok")
    await page.route("**/api/auth/tiktok", lambda route: route.fulfill(status=204))

    await page.get_by_text("Connect TikTok", exact=True).first.click()
    await expect(page.get_by_text("Going to TikTok…")).to_be_visible()

    await expect(page.get_by_text("Going to TikTok…")).to_have_count(0)
    await expect(page.get_by_text("Connect TikTok", exact=True).first).to_be_visible()
