"""What is around every page, and what it says where there is no page to put into it."""

import re

from ahead import save_data
from busy import hold_frames, release_frames
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import expect
from posted import post_video

WEBHOOKS_PAGE = re.compile(r"/assets/webhooks-[\w-]{8}\.js$")
CAPTION = f"Bread {'very' * 40}long and more of it"


async def test_a_page_whose_script_does_not_come_says_so_and_opens_when_asked_again(
    newcomer: Newcomer,
) -> None:
    newcomer.expected.append("net::ERR_FAILED")
    await save_data(newcomer)
    await newcomer.sign_up()
    page = await newcomer.go("/posts")
    await page.route(WEBHOOKS_PAGE, lambda route: route.abort())

    await page.get_by_role("link", name="Webhooks").click()

    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text("This page could not be loaded")
    await expect(heading).to_be_focused()
    await axe(page)
    await picture(page, "not-loaded")
    await page.unroute(WEBHOOKS_PAGE)
    await page.get_by_role("button", name="Try again").click()
    await expect(heading).to_have_text("Webhooks")


async def test_a_page_that_was_opened_offline_opens_by_itself_once_the_line_is_back(
    newcomer: Newcomer,
) -> None:
    newcomer.expected.extend(["net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED"])
    await save_data(newcomer)
    await newcomer.sign_up()
    page = await newcomer.go("/posts")
    await newcomer.context.set_offline(True)
    await expect(page.get_by_text("Offline", exact=True)).to_be_visible()

    await page.get_by_role("link", name="Webhooks").click()
    await expect(page.get_by_text("You are offline")).to_be_visible()
    await newcomer.context.set_offline(False)

    await expect(page.get_by_role("heading", level=1)).to_have_text("Webhooks")


async def test_a_script_that_is_late_by_a_moment_is_asked_for_again(newcomer: Newcomer) -> None:
    newcomer.expected.append("net::ERR_FAILED")
    await save_data(newcomer)
    await newcomer.sign_up()
    page = await newcomer.go("/posts")
    await page.route(WEBHOOKS_PAGE, lambda route: route.abort(), times=1)

    await page.get_by_role("link", name="Webhooks").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Webhooks")


async def test_a_late_frame_after_a_page_came_takes_no_typing_from_its_fields(
    newcomer: Newcomer,
) -> None:
    await newcomer.sign_up()
    await post_video(newcomer, await newcomer.connect(), "Bread, mostly")
    page = await newcomer.go("/")
    await hold_frames(page)
    await page.get_by_role("link", name="Posts", exact=True).click()
    text = page.get_by_label("Search captions")
    await text.focus()

    await release_frames(page)
    await page.keyboard.type("rain")

    await expect(text).to_have_value("rain")


async def test_a_long_caption_is_a_short_title_and_breaks_no_page(newcomer: Newcomer) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect()
    post_id = await post_video(newcomer, account, CAPTION)

    page = await newcomer.go(f"/posts/{post_id}")

    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text(CAPTION)
    await expect(heading).to_have_attribute("title", CAPTION)
    await expect(heading).not_to_be_focused()
    await expect(page).to_have_title(re.compile(r"^Bread (very)+ve… · Postlog$"))
    await axe(page)
    await picture(page, "post-long")


async def test_the_steps_of_a_post_stand_in_a_row_for_who_comes_from_the_dashboard(
    newcomer: Newcomer,
) -> None:
    await newcomer.sign_up()
    page = await newcomer.go("/")
    await expect(page.get_by_text("Three steps to your first post")).to_be_visible()
    account = await newcomer.connect()
    await post_video(newcomer, account, "Bread, mostly")

    await page.get_by_role("link", name="Bread, mostly").first.click()

    steps = page.get_by_role("list", name="Steps").get_by_role("listitem")
    await expect(steps).to_have_count(4)
    boxes = [await step.bounding_box() for step in await steps.all()]
    assert len({box["y"] for box in boxes if box}) == 1
    for step in await steps.all():
        sign, words = step.locator(".sign"), step.locator(".small")
        above, below = await sign.bounding_box(), await words.bounding_box()
        assert above
        assert below
        assert below["y"] >= above["y"] + above["height"]
