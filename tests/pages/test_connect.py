"""Connecting and disconnecting a TikTok account, as somebody does it."""

import re
from pathlib import Path

from consent import creator_called, decide
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import Route, expect

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

    await expect(page.get_by_text("Lena Keller is connected.")).to_be_visible()
    await expect(page.get_by_text("Connected", exact=True).first).to_be_visible()
    await expect(page).to_have_url(re.compile(r"/platforms/connect/tiktok$"))
    await axe(page)
    await picture(page, "connect-connected")
    await page.reload()
    await expect(page.get_by_text("Connected", exact=True).first).to_be_visible()
    await expect(page.get_by_text("Lena Keller is connected.")).to_have_count(0)


async def test_refusing_leads_back_with_words_and_a_way_to_try_again(newcomer: Newcomer) -> None:
    creator = await creator_called(newcomer.control, "Lena Keller")
    await newcomer.sign_up()
    page = await newcomer.go("/platforms/connect/tiktok")

    await page.get_by_text("Connect TikTok", exact=True).first.click()
    await decide(page, creator["handle"], "Cancel")

    await expect(page.get_by_text("You did not allow access", exact=True)).to_be_visible()
    await expect(page).to_have_url(re.compile(r"/platforms/connect/tiktok$"))
    await expect(page.get_by_text("Trace id")).to_have_count(0)
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


async def test_one_of_several_accounts_is_chosen(visitor: Newcomer) -> None:
    """No platform's consent in the sandbox covers several: these two answers are given here."""
    [account] = (await visitor.api("GET", "/api/auth/accounts"))["accounts"]
    choice = "11111111-1111-4111-8111-111111111111"
    reason = "You did not allow Postlog to read its numbers."
    candidates = [
        _candidate("1", "Bakery", missing_features=[{"feature": "metrics", "reason": reason}]),
        _candidate("2", "Choir", unusable="It is not a business account."),
    ]
    told = {"connection_id": choice, "provider": "tiktok", "candidates": candidates}
    chosen: list[object] = []

    async def take(route: Route) -> None:
        chosen.append(route.request.post_data_json)
        await route.fulfill(json={"account_id": account["account_id"]})

    page = visitor.page
    await page.route(f"**/api/auth/connections/{choice}", lambda route: route.fulfill(json=told))
    await page.route(f"**/api/auth/connections/{choice}/choose", take)
    await visitor.go(f"/platforms/connect/tiktok?choose={choice}")
    offered = page.get_by_role("list", name="Accounts to choose from").get_by_role("listitem")
    bakery = offered.filter(has=page.get_by_role("heading", name="Bakery"))
    choir = offered.filter(has=page.get_by_role("heading", name="Choir"))
    await expect(bakery).to_contain_text(reason)
    await expect(choir).to_contain_text("It is not a business account.")
    await expect(choir.get_by_role("button")).to_have_count(0)
    await axe(page)

    await bakery.get_by_role("button", name="Connect this account").click()

    await expect(page.get_by_role("list", name="Accounts to choose from")).to_have_count(0)
    await expect(page).to_have_url(re.compile(r"/platforms/connect/tiktok$"))
    assert chosen == [{"platform_user_id": "1", "code": None}]


async def test_a_choice_that_is_over_leads_to_a_new_consent(visitor: Newcomer) -> None:
    visitor.expected.append("/api/auth/connections/")
    page = await visitor.go("/platforms/connect/tiktok?choose=11111111-1111-4111-8111-111111111111")

    told = "There is nothing to choose here, or the time to choose is over."
    await expect(page.get_by_text(told)).to_be_visible()
    await expect(page.get_by_text("Start again", exact=True)).to_be_visible()
    await axe(page)


def _candidate(user: str, name: str, **more: object) -> dict[str, object]:
    return {
        "platform_user_id": user,
        "display_name": name,
        "avatar_url": None,
        "missing_features": [],
        "unusable": None,
        **more,
    }


async def test_disconnecting_asks_first_and_then_shows_the_end_by_itself(visitor: Newcomer) -> None:
    page = await visitor.go("/platforms/connect/tiktok")

    await page.get_by_role("button", name="Disconnect").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Your posts stay on TikTok.")
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
