"""Posts that were begun: saved while they are made, and gone on with on another device."""

import re

from composing import come_to_post, publish_button
from instagram_composing import connect_instagram, photo
from instagram_control import InstagramControl, open_instagram_control
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import Browser, Locator, Page, expect
from running import Stack
from waiting import until

WORDS = "Morning at the harbour"
BUSY_MS = 60_000


def card_of(page: Page) -> Locator:
    """Find the list of what was begun."""
    return page.get_by_role("heading", name="Unfinished posts").locator("xpath=../..")


async def elsewhere(newcomer: Newcomer, browser: Browser, path: str) -> Page:
    """Sign in on a second device, and open a page there."""
    context = await browser.new_context(base_url=newcomer.gateway, locale="en-GB")
    page = await context.new_page()
    await page.goto(f"/sign-in?next={path}")
    await page.get_by_label("E-mail").fill(newcomer.person.email)
    await page.get_by_label("Password").fill(newcomer.person.password)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"**{path}")
    return page


async def titles(newcomer: Newcomer) -> list[str]:
    """Give the titles of the person's drafts."""
    answer = await newcomer.api("GET", "/api/auth/me/drafts")
    return [draft["title"] for draft in answer["drafts"]]


async def type_and_wait(newcomer: Newcomer, words: str, label: str = "Caption") -> None:
    """Write, and wait until that was saved."""
    await newcomer.page.get_by_label(label, exact=True).fill(words)

    async def is_saved() -> bool:
        return any(title.endswith(words) for title in await titles(newcomer))

    await until(f"a draft that ends in {words}", is_saved)


async def test_a_post_is_begun_on_one_device_and_finished_on_another(
    newcomer: Newcomer, browser: Browser
) -> None:
    page, account = await come_to_post(newcomer)
    await page.get_by_role("radio", name="Photos").check()
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    await type_and_wait(newcomer, WORDS, "Title")

    telephone = await elsewhere(newcomer, browser, "/posts")
    card = card_of(telephone)
    await expect(card).to_contain_text(f"(TikTok): {WORDS}")
    await axe(telephone)
    await picture(telephone, "drafts")
    await card.get_by_role("button", name="Continue").click()
    await telephone.wait_for_url("**/platforms/tiktok/upload?account=**")

    await expect(telephone.get_by_label("Title", exact=True)).to_have_value(WORDS)
    await expect(telephone.get_by_role("radio", name="Photos")).to_be_checked()
    await expect(telephone.get_by_label("Who can see this post")).to_have_value("SELF_ONLY")
    await expect(card_of(telephone)).to_have_count(0)
    photo_address = f"{newcomer.control.address}/media/1.jpg"
    await telephone.get_by_label("Address of photo 1").fill(photo_address)
    await publish_button(telephone).click()
    await telephone.wait_for_url("**/posts/**")
    assert len(await newcomer.control.inits(account.open_id)) == 1
    await telephone.goto("/posts")
    await expect(telephone.get_by_role("table", name="Posts")).to_contain_text(WORDS)
    await expect(card_of(telephone)).to_have_count(0)
    await telephone.context.close()


async def test_what_nobody_has_changed_is_no_draft_and_what_was_emptied_is_none_any_more(
    newcomer: Newcomer,
) -> None:
    page, _ = await come_to_post(newcomer)
    await page.goto("/posts")
    await expect(page.get_by_text("Nothing posted yet")).to_be_visible()
    assert await titles(newcomer) == []

    await page.goto("/platforms/tiktok/upload")
    await type_and_wait(newcomer, WORDS)
    await page.get_by_label("Caption", exact=True).fill("")

    async def is_gone() -> bool:
        return await titles(newcomer) == []

    await until("that no draft is left", is_gone)


async def test_a_draft_is_deleted_only_after_a_second_press(newcomer: Newcomer) -> None:
    page, _ = await come_to_post(newcomer)
    await type_and_wait(newcomer, WORDS)
    await page.goto("/posts")

    await card_of(page).get_by_role("button", name="Delete").click()
    await expect(card_of(page)).to_contain_text(WORDS)
    await card_of(page).get_by_role("button", name="Delete for good").click()

    await expect(card_of(page)).to_have_count(0)
    assert await titles(newcomer) == []


async def test_a_form_that_cannot_be_saved_says_that_it_is_in_this_tab_only(
    newcomer: Newcomer,
) -> None:
    newcomer.expected.append("status of 503")
    page, _ = await come_to_post(newcomer)
    await page.route("**/api/auth/me/drafts/**", lambda route: route.fulfill(status=503))
    await page.get_by_label("Caption", exact=True).fill(WORDS)

    await expect(page.get_by_text("What you typed is kept in this tab only.")).to_be_visible()

    await page.unroute_all()
    await type_and_wait(newcomer, f"{WORDS} again")
    await expect(page.get_by_text("What you typed is kept in this tab only.")).to_be_hidden()


async def test_a_picture_that_was_sent_is_there_on_another_device(
    newcomer: Newcomer, browser: Browser, stack: Stack
) -> None:
    async with open_instagram_control(stack.addresses.sandbox_instagram) as meta:
        await _begin_with_a_picture(newcomer, browser, meta)


async def _begin_with_a_picture(
    newcomer: Newcomer, browser: Browser, meta: InstagramControl
) -> None:
    await newcomer.sign_up()
    await connect_instagram(newcomer, meta)
    page = await newcomer.go("/platforms/instagram/upload")
    await page.locator("input[type=file]").first.set_input_files(photo("harbour.jpg"))
    await expect(page.get_by_text("harbour.jpg").first).to_be_visible()
    await type_and_wait(newcomer, WORDS)
    publish = re.compile("^Publish to Instagram")
    await expect(page.get_by_role("list", name="Still missing")).to_have_count(0, timeout=BUSY_MS)
    await page.goto("/posts")

    telephone = await elsewhere(newcomer, browser, "/posts")
    await card_of(telephone).get_by_role("button", name="Continue").click()
    await telephone.wait_for_url("**/platforms/instagram/upload?account=**")
    await expect(telephone.get_by_text("harbour.jpg").first).to_be_visible()
    missing = telephone.get_by_role("list", name="Still missing")
    await expect(missing).to_have_count(0, timeout=BUSY_MS)
    await telephone.get_by_role("button", name=publish).click()
    await telephone.wait_for_url("**/posts/**")
    await telephone.context.close()
