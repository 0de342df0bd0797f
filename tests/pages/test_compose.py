"""One file posted to accounts of both platforms, each with its own choices and its own post."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from composing import PUBLISH as TO_TIKTOK
from consent import creator_called
from instagram_composing import connect_instagram, photo, published
from instagram_connecting import InstagramAccount
from instagram_control import InstagramControl, open_instagram_control
from journey import Account
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import FilePayload, Locator, Page, Route, expect
from reel import reel
from running import Stack

BUSY_MS = 120_000
TO_INSTAGRAM = "**/api/instagram/publish"


@pytest_asyncio.fixture(loop_scope="session")
async def meta(stack: Stack) -> AsyncIterator[InstagramControl]:
    """Instagram's side."""
    async with open_instagram_control(stack.addresses.sandbox_instagram) as control:
        yield control


async def come_to_both(
    newcomer: Newcomer, meta: InstagramControl
) -> tuple[Page, Account, InstagramAccount]:
    """Sign up, connect an account of each platform, and open the page."""
    await newcomer.sign_up()
    creator = await creator_called(newcomer.control, "Lena Keller")
    tiktok = await newcomer.connect(creator)
    instagram = await connect_instagram(newcomer, meta)
    page = await newcomer.go("/compose")
    await expect(page.get_by_role("group", name="Which accounts post?")).to_be_visible()
    return page, tiktok, instagram


async def choose_all(page: Page, file: FilePayload) -> None:
    """Choose every account and the file, and wait until the page has looked into the file."""
    for box in await page.get_by_role("group", name="Which accounts").get_by_role("checkbox").all():
        await box.check()
    await page.locator("input[type=file]").first.set_input_files(file)
    chosen = page.get_by_role("region", name="Content", exact=True).first
    await expect(chosen.get_by_text(file["name"], exact=True)).to_be_visible()


def film() -> FilePayload:
    """Give a video that both platforms take."""
    return FilePayload(name="harbour.mp4", mimeType="video/mp4", buffer=reel())


def part_of(page: Page, platform: str) -> Locator:
    """Find what is decided for the account of a platform."""
    return page.get_by_role("region", name=re.compile(f", {platform}$"))


def publish_button(page: Page) -> Locator:
    """Find the button for all accounts."""
    return page.get_by_role("button", name=re.compile("^Publish"))


async def test_one_video_goes_to_both_platforms_and_the_refused_one_is_tried_again_alone(
    newcomer: Newcomer, meta: InstagramControl
) -> None:
    newcomer.expected.append("/api/tiktok/upload")
    page, tiktok, instagram = await come_to_both(newcomer, meta)
    await choose_all(page, film())
    await page.get_by_label("Caption for all accounts").fill("Morning at the harbour")
    reels = part_of(page, "Instagram")
    await expect(reels.get_by_text("Ready", exact=True)).to_be_visible(timeout=BUSY_MS)

    video = part_of(page, "TikTok")
    await expect(video.get_by_text("1 thing missing")).to_be_visible(timeout=BUSY_MS)
    await publish_button(page).press("Enter")
    privacy = video.get_by_label("Who can see this post")
    await expect(privacy).to_be_focused()
    await privacy.select_option("PUBLIC_TO_EVERYONE")
    await video.get_by_label("Caption", exact=True).fill("Morning at the harbour #sea")
    await reels.get_by_role("button", expanded=False).click()
    await axe(page)
    await picture(page, "compose")
    await newcomer.control.change(tiktok.handle, private=True)
    await publish_button(page).dblclick()

    await expect(video.get_by_text("Not posted to Lena Keller")).to_be_visible()
    await expect(reels.get_by_text("Published", exact=True)).to_be_visible(timeout=BUSY_MS)
    await axe(page)
    await picture(page, "compose-refused")
    await expect(publish_button(page)).to_have_text("Publish to 1 account")
    await privacy.select_option("SELF_ONLY")
    await video.get_by_role("button", name="Try again").dblclick()

    await expect(video.get_by_text("Published", exact=True)).to_be_visible(timeout=BUSY_MS)
    await expect(page.get_by_text("All 2 accounts have their post.")).to_be_visible()
    await axe(page)
    await picture(page, "compose-done")
    [medium] = await published(meta, instagram)
    assert medium["caption"] == "Morning at the harbour"
    [video_at_tiktok] = await newcomer.control.publishes(tiktok.open_id)
    assert video_at_tiktok["title"] == "Morning at the harbour #sea"
    assert len(await newcomer.control.inits(tiktok.open_id)) == 1


async def test_lost_answers_and_more_presses_make_one_post_each(
    newcomer: Newcomer, meta: InstagramControl
) -> None:
    newcomer.expected.append("net::ERR_FAILED")
    page, tiktok, instagram = await come_to_both(newcomer, meta)
    await choose_all(page, film())
    video, reels = part_of(page, "TikTok"), part_of(page, "Instagram")
    await video.get_by_role("button", expanded=False).click()
    await video.get_by_label("Who can see this post").select_option("SELF_ONLY")
    await expect(reels.get_by_text("Ready", exact=True)).to_be_visible(timeout=BUSY_MS)
    for address in (TO_TIKTOK, TO_INSTAGRAM):
        await page.route(address, _lose_the_answer)

    await publish_button(page).dblclick()
    for part in (video, reels):
        await expect(part.get_by_role("alert")).to_contain_text("cannot be reached")
    await page.unroute_all()
    await publish_button(page).dblclick()

    for part in (video, reels):
        await expect(part.get_by_text("Published", exact=True)).to_be_visible(timeout=BUSY_MS)
    assert len(await newcomer.control.inits(tiktok.open_id)) == 1
    assert len(await published(meta, instagram)) == 1


async def test_a_picture_is_told_where_it_does_not_fit_and_a_reload_loses_no_choice(
    newcomer: Newcomer, meta: InstagramControl
) -> None:
    page, _, instagram = await come_to_both(newcomer, meta)
    await choose_all(page, photo("harbour.jpg"))
    await page.get_by_label("Caption for all accounts").fill("The harbour")
    video, image = part_of(page, "TikTok"), part_of(page, "Instagram")
    await expect(image.get_by_text("Ready", exact=True)).to_be_visible(timeout=BUSY_MS)

    await publish_button(page).press("Enter")
    await expect(video.get_by_text("TikTok takes MP4, MOV and WebM videos").first).to_be_visible()
    await axe(page)
    await page.reload()
    await expect(page.get_by_text("it was harbour.jpg")).to_be_visible()
    await page.get_by_role("checkbox", name="Lena Keller").uncheck()
    await page.locator("input[type=file]").first.set_input_files(photo("harbour.jpg"))
    await expect(image.get_by_text("Ready", exact=True)).to_be_visible(timeout=BUSY_MS)
    await publish_button(page).press("Enter")

    await expect(image.get_by_text("Published", exact=True)).to_be_visible(timeout=BUSY_MS)
    [medium] = await published(meta, instagram)
    assert medium["caption"] == "The harbour"
    await page.get_by_role("button", name="Make another post").click()
    await expect(page.get_by_label("Caption for all accounts")).to_have_value("")


async def _lose_the_answer(route: Route) -> None:
    await route.fetch()
    await route.abort()
