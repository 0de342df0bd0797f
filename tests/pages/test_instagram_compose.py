"""Making an Instagram post of each kind, and trying one again."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from instagram_composing import choose, come_to_compose, live, photo, published
from instagram_control import InstagramControl, open_instagram_control
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import Locator, Page, Route, expect
from reel import reel
from running import Stack

UPLOADS = "**/api/instagram/uploads/**"
PUBLISH = "**/api/instagram/publish"
PIECE = 8_000_000
BUSY_MS = 120_000


@pytest_asyncio.fixture(loop_scope="session")
async def meta(stack: Stack) -> AsyncIterator[InstagramControl]:
    """Instagram's side."""
    async with open_instagram_control(stack.addresses.sandbox_instagram) as control:
        yield control


def publish_button(page: Page) -> Locator:
    """Find the button that sends everything."""
    return page.get_by_role("button", name="Publish to Instagram")


async def test_a_picture_is_cropped_tagged_described_and_published(
    newcomer: Newcomer, meta: InstagramControl
) -> None:
    page, account = await come_to_compose(newcomer, meta)
    await page.locator("input[type=file]").set_input_files(photo("tall.jpg", 1080, 1920))
    too_tall = page.get_by_role("alert").filter(has_text="is too tall for the feed")
    await expect(too_tall).to_be_visible(timeout=BUSY_MS)

    await page.get_by_role("button", name="Crop", exact=True).click()
    dialog = page.get_by_role("dialog", name="Crop tall.jpg")
    await expect(dialog.get_by_role("status")).to_have_text(re.compile(r"1080 . 1350 pixels"))
    await axe(page)
    await dialog.get_by_label("Top to bottom").press("Home")
    await dialog.get_by_role("button", name="Crop", exact=True).click()
    await expect(page.get_by_text(re.compile(r"Ready: 1080 . 1350 pixels"))).to_be_visible(
        timeout=BUSY_MS
    )

    await page.get_by_label("Alternative text").fill("A teal wall")
    await page.get_by_label("Caption").fill("Fresh paint #teal")
    await page.get_by_text("Tag people").click()
    await page.locator(".tagged").click(position={"x": 20, "y": 20})
    await expect(page.get_by_label("User name of tag 1")).to_be_focused()
    await page.keyboard.type("harbour.bakery")
    await page.get_by_label("From the top, tag 1").fill("50")
    await axe(page)
    await picture(page, "platforms-instagram-upload-picture")
    await publish_button(page).click()

    await live(page)
    [medium] = await published(meta, account)
    [container] = await meta.containers(account.instagram_id)
    assert (medium["alt_text"], medium["caption"]) == ("A teal wall", "Fresh paint #teal")
    [tag] = container["tags"]
    assert (tag["username"], tag["y"]) == ("harbour.bakery", 0.5)


async def test_a_carousel_of_three_is_ordered_by_drag_and_by_key_and_has_a_place(
    newcomer: Newcomer, meta: InstagramControl
) -> None:
    page, account = await come_to_compose(newcomer, meta)
    await page.get_by_role("radio", name="2 to 10 pictures").check()
    await choose(page, photo("1.jpg"), photo("2.jpg", colour="red"), photo("3.jpg", colour="blue"))
    items = page.get_by_role("list", name="Pictures and videos").locator("> li")
    for number, words in enumerate(("One", "Two", "Three")):
        await items.nth(number).get_by_label("Alternative text").fill(words)

    await page.get_by_role("button", name="Move item 3 up").press("Enter")
    await expect(items.nth(1)).to_be_focused()
    await page.set_viewport_size({"width": 1440, "height": 2400})
    await items.nth(0).locator(".handle").drag_to(items.nth(2))
    await expect(items.nth(2)).to_contain_text("1.jpg")
    await page.get_by_label("Location").fill("harbour")
    await expect(page.get_by_role("option")).to_have_count(2)
    await axe(page)
    await page.get_by_label("Location").press("ArrowDown")
    await page.get_by_label("Location").press("Enter")
    await expect(page.get_by_text("Harbour Market").first).to_be_visible()
    await picture(page, "platforms-instagram-upload-carousel")
    await publish_button(page).click()

    await live(page)
    media = await published(meta, account, 4)
    [album] = [one for one in media if not one["parent_id"]]
    told = {one["id"]: one["alt_text"] for one in media}
    assert [told[child] for child in album["children"]] == ["Three", "Two", "One"]
    [whole] = [
        one
        for one in await meta.containers(account.instagram_id)
        if one["published_as"] == album["id"]
    ]
    assert whole["location_id"] == "100000000000303"


async def test_the_upload_of_a_reel_goes_on_after_a_reload_with_the_same_file_only(
    newcomer: Newcomer, meta: InstagramControl, tmp_path: Path
) -> None:
    page, account = await come_to_compose(newcomer, meta)
    film = tmp_path / "harbour.mp4"
    film.write_bytes(reel(padding=PIECE + 7))
    await page.get_by_role("radio", name="One video").check()
    await page.get_by_label("Caption").fill("The harbour")
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await page.route(UPLOADS, _hold_all_but_the_first_piece)
    async with page.expect_response(lambda one: one.request.method == "PATCH"):
        await page.locator("input[type=file]").set_input_files(film)

    await page.reload()
    await page.unroute_all(behavior="ignoreErrors")
    await expect(page.get_by_text("Postlog has 8.0 MB of 8.")).to_be_visible()
    await expect(page.get_by_label("Caption")).to_have_value("The harbour")
    await expect(page.get_by_role("radio", name="One video")).to_be_checked()
    await axe(page)
    other = tmp_path / "other.mp4"
    other.write_bytes(reel(padding=PIECE + 6))
    await page.locator("input[type=file]").set_input_files(other)
    await expect(page.get_by_role("alert")).to_contain_text("size is different")
    await page.locator("input[type=file]").set_input_files(film)
    await expect(page.get_by_text(re.compile(r"Ready: 720 . 1280 pixels"))).to_be_visible(
        timeout=BUSY_MS
    )

    await page.get_by_label("Cover frame").press("End")
    await page.get_by_label("Also show the reel on the profile").uncheck()
    await picture(page, "platforms-instagram-upload-reel")
    await publish_button(page).click()
    await live(page)

    await published(meta, account)
    [container] = await meta.containers(account.instagram_id)
    assert container["thumb_offset"] == 4_000
    assert container["share_to_feed"] is False


async def test_a_story_has_neither_words_nor_a_place(
    newcomer: Newcomer, meta: InstagramControl
) -> None:
    page, account = await come_to_compose(newcomer, meta)
    await page.get_by_role("radio", name="for 24 hours").check()
    await choose(page, photo("story.jpg", 1080, 1920))
    await expect(page.get_by_label("Caption")).to_have_count(0)
    await expect(page.get_by_label("Location")).to_have_count(0)
    await picture(page, "platforms-instagram-upload-story")
    await publish_button(page).click()

    await live(page)
    [container] = await meta.containers(account.instagram_id)
    assert (container["kind"], container["state"]) == ("STORIES", "PUBLISHED")


async def test_pressing_publish_too_early_leads_to_the_first_field_that_is_missing(
    newcomer: Newcomer, meta: InstagramControl
) -> None:
    page, _ = await come_to_compose(newcomer, meta)
    await page.get_by_label("Caption").fill("#a " * 31)

    await publish_button(page).dispatch_event("click")

    await expect(page.locator("input[type=file]")).to_be_focused()
    await expect(page.locator("[data-part=media]").get_by_text("Choose a picture.")).to_be_visible()
    await expect(page.locator("mark")).to_have_text("#a")
    await axe(page)


async def test_who_came_by_instagram_itself_names_a_place_by_its_link(
    newcomer: Newcomer, meta: InstagramControl
) -> None:
    page, _ = await come_to_compose(newcomer, meta, "instagram")
    await expect(page.get_by_text("which has no search for places")).to_be_visible()

    await page.get_by_label("Location").fill("https://facebook.com/Old-Harbour-100000000000301")
    await page.get_by_role("option", name="Old Harbour").click()

    await expect(page.get_by_role("button", name="Remove the location")).to_be_visible()


async def test_a_link_away_and_back_loses_nothing(
    newcomer: Newcomer, meta: InstagramControl
) -> None:
    page, _ = await come_to_compose(newcomer, meta)
    await choose(page, photo("kept.jpg"))
    await page.get_by_label("Label as AI-generated").check()

    await page.get_by_role("link", name="Posts", exact=True).first.click()
    await page.wait_for_url(re.compile("/posts"))
    await page.go_back()

    await expect(page.get_by_text(re.compile(r"Ready: 1080 . 1350 pixels"))).to_be_visible(
        timeout=BUSY_MS
    )
    await expect(page.get_by_label("Label as AI-generated")).to_be_checked()


async def test_a_failed_post_is_edited_and_posted_again_and_another_is_made_like_it(
    newcomer: Newcomer, meta: InstagramControl
) -> None:
    page, account = await come_to_compose(newcomer, meta)
    address = await meta.serve("broken.png", kind="png", width=100, height=100, size=4_000)
    await page.get_by_role("button", name="Use an address instead").click()
    await page.route(PUBLISH, _by_http)
    await page.get_by_label("Address").fill(address.replace("http://", "https://"))
    await page.get_by_label("Caption").fill("Once more")
    await publish_button(page).click()
    await expect(page.get_by_text("Failed", exact=True).first).to_be_visible()

    await page.get_by_role("button", name="Edit and post again").click()
    await expect(page.get_by_label("Caption")).to_have_value("Once more")
    await expect(page.get_by_text("Why the last attempt did not succeed")).to_be_visible()
    await axe(page)
    await page.get_by_role("button", name="Remove item 1").click()
    await choose(page, photo("mended.jpg"))
    await publish_button(page).click()
    await live(page)
    await published(meta, account)

    post_id = page.url.partition("/posts/")[2].partition("?")[0]
    await newcomer.go(f"/platforms/instagram/upload?from={post_id}")
    await expect(page.get_by_label("Caption")).to_have_value("Once more")
    await expect(page.get_by_text(re.compile(r"Ready: 1080 . 1350 pixels"))).to_be_visible(
        timeout=BUSY_MS
    )
    await publish_button(page).click()
    await live(page)
    await published(meta, account, 2)


async def _hold_all_but_the_first_piece(route: Route) -> None:
    offset = route.request.headers.get("upload-offset", "0")
    if route.request.method != "PATCH" or offset == "0":
        await route.continue_()


async def _by_http(route: Route) -> None:
    """Ask for the sandbox's own address, which has no certificate."""
    asked = (route.request.post_data or "").replace("https://127.", "http://127.")
    await route.continue_(post_data=asked)
