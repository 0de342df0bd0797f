"""The list of posts: found, sorted, saved, and what was posted elsewhere."""

import re

from consent import creator_called
from journey import Account
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import Page, expect
from posted import post_video

COVER = "img[src*='/cover']"
LOADED = "(one) => one.complete && one.naturalWidth > 0"


async def test_posts_are_found_by_their_captions_and_what_the_address_says(
    newcomer: Newcomer,
) -> None:
    page, _ = await come_with(newcomer, "Bread, mostly", "A walk in the rain")
    await expect(page.get_by_role("row")).to_have_count(3)
    await axe(page)
    await picture(page, "posts")

    await page.get_by_label("Search captions").fill("rain")

    await expect(page).to_have_url(re.compile(r"text=rain"))
    await expect(page.get_by_role("row")).to_have_count(2)
    await page.reload()
    await expect(page.get_by_role("row", name=re.compile("A walk in the rain"))).to_be_visible()
    await page.get_by_label("Search captions").fill("snow")
    await expect(page.get_by_text("No post fits")).to_be_visible()
    await axe(page)


async def test_each_post_shows_its_cover_and_a_chip_narrows_the_list(newcomer: Newcomer) -> None:
    page, _ = await come_with(newcomer, "Bread, mostly")
    cover = page.get_by_role("row", name=re.compile("Bread")).locator(COVER)
    await expect(cover).to_be_visible()
    await page.wait_for_function(LOADED, arg=await cover.element_handle())

    await page.get_by_role("button", name="Failed", exact=True).click()

    await expect(page).to_have_url(re.compile(r"status=FAILED"))
    await expect(page.get_by_text("No post fits")).to_be_visible()
    chip = page.get_by_role("button", name="Failed", exact=True)
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await chip.click()
    await expect(page.get_by_role("row")).to_have_count(2)


async def test_posts_are_sorted_by_a_number_and_saved_as_a_table(newcomer: Newcomer) -> None:
    page, _ = await come_with(newcomer, "Bread, mostly", "=A walk")

    await page.get_by_role("link", name="Views").click()

    await expect(page).to_have_url(re.compile(r"sort=views"))
    heading = page.get_by_role("columnheader", name="Views")
    await expect(heading).to_have_attribute("aria-sort", "descending")
    await expect(page.get_by_role("row")).to_have_count(3)
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Save as CSV").click()
    saved = (await (await saving.value).path()).read_text(encoding="utf-8-sig")
    assert saved.startswith("Posted,Platform,Account,Kind,Caption,Status,Views,Likes")
    assert '"Bread, mostly",Published' in saved
    assert "'=A walk" in saved


async def test_what_was_typed_and_what_is_chosen_at_once_after_it_both_narrow_the_list(
    newcomer: Newcomer,
) -> None:
    page, _ = await come_with(newcomer, "Bread, mostly")
    text = page.get_by_label("Search captions")

    await text.fill("rain")
    await page.get_by_role("button", name="Failed", exact=True).click()

    await expect(page).to_have_url(re.compile(r"text=rain.*FAILED|FAILED.*text=rain"))
    await text.fill("snow")
    await page.get_by_role("button", name="Clear filters").click()
    await expect(page).to_have_url(re.compile(r"/posts$"))
    await expect(text).to_have_value("")


async def test_a_pause_in_the_typing_takes_nothing_of_what_was_typed(newcomer: Newcomer) -> None:
    page, _ = await come_with(newcomer, "Bread, mostly")
    text = page.get_by_label("Search captions")

    await text.press_sequentially("rain ")
    await expect(page).to_have_url(re.compile(r"text=rain$"))
    await text.press_sequentially("coat")

    await expect(page).to_have_url(re.compile(r"text=rain\+coat$"))
    await expect(text).to_have_value("rain coat")


async def test_a_list_without_a_post_has_nothing_to_filter(visitor: Newcomer) -> None:
    page = await visitor.go("/posts")

    await expect(page.get_by_text("Nothing posted yet")).to_be_visible()
    await expect(page.get_by_label("Search captions")).to_have_count(0)
    await axe(page)


async def test_what_was_posted_elsewhere_has_a_side_of_its_own(visitor: Newcomer) -> None:
    page = await visitor.go("/posts")

    await page.get_by_role("link", name="Posted elsewhere").click()

    await expect(page.get_by_text("Nothing posted elsewhere on TikTok")).to_be_visible()
    await expect(page.get_by_text("Nothing posted elsewhere on Instagram")).to_be_visible()
    await axe(page)


async def test_the_rest_of_the_filters_is_there_when_it_is_asked_for(newcomer: Newcomer) -> None:
    page, _ = await come_with(newcomer, "Bread, mostly")
    await expect(page.get_by_label("Platform")).to_have_count(1)
    await expect(page.get_by_label("Platform")).to_be_hidden()

    await page.get_by_role("button", name="Filter", exact=True).click()

    options = page.get_by_label("Platform").locator("option")
    await expect(options).to_have_text(["All", "TikTok", "Instagram"])
    await axe(page)
    await page.get_by_label("Platform").select_option("instagram")
    await expect(page.get_by_text("No post fits")).to_be_visible()


async def come_with(newcomer: Newcomer, *titles: str) -> tuple[Page, Account]:
    """Have posted these, and open the list."""
    await newcomer.sign_up()
    account = await newcomer.connect(await creator_called(newcomer.control, "Lena Keller"))
    for title in titles:
        await post_video(newcomer, account, title)
    return await newcomer.go("/posts"), account
