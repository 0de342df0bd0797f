"""Following a post: refused, tried again, cancelled, paused, and watched to TikTok's last word."""

import hashlib
import re
from collections.abc import Awaitable, Callable

from composing import choose_film, come_to_post, publish_button
from consent import creator_called
from film import webm
from journey import Account
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import Page, Route, expect

UPLOADS = "**/api/tiktok/uploads/**"
CREATOR = re.compile(r"/api/tiktok/creator\?")
RETRY = "**/api/tiktok/posts/*/retry"
PHOTOS = "/v2/post/publish/content/init/"
SIZE = 55_009


async def test_an_upload_that_tiktok_rejects_says_why_and_is_tried_again_with_another_file(
    newcomer: Newcomer,
) -> None:
    page, account = await ready_to_publish(newcomer)
    async with newcomer.control.switched(fail_reason="frame_rate_check_failed"):
        await publish_button(page).click()
        await expect(page.get_by_text("Failed", exact=True).first).to_be_visible()
    await expect(page.get_by_role("link", name="frame_rate_check_failed")).to_be_visible()
    await axe(page)
    await picture(page, "post-failed")

    await page.get_by_role("button", name="Edit and post again").click()
    await expect(page.get_by_text("TikTok takes 23 to 60 frames a second")).to_be_visible()
    await expect(page.get_by_label("Caption")).to_have_value("Morning light over the harbour")
    await expect(page.get_by_label("Who can see this post")).to_have_value("PUBLIC_TO_EVERYONE")
    await expect(page.get_by_text("Choose a video file.")).to_be_visible()
    await axe(page)
    await picture(page, "post-again")
    await choose_film(page, webm(2).ljust(SIZE + 1, b"\x00"), "mended.webm")
    await publish_button(page).click()

    await expect(page.get_by_text("Published", exact=True).first).to_be_visible()
    assert len(await newcomer.control.inits(account.open_id)) == 2


async def test_what_is_not_offered_any_more_is_chosen_anew_when_it_is_tried_again(
    newcomer: Newcomer,
) -> None:
    newcomer.expected.append("/api/tiktok/upload")
    page, account = await ready_to_publish(newcomer)
    async with newcomer.control.switched(audited=False, active_user_cap=1_000):
        await publish_button(page).click()
        await expect(page.get_by_text("it can post to private accounts only")).to_be_visible()
        await newcomer.control.change(account.handle, private=True)
        await newcomer.go("/posts")
        await page.get_by_role("link", name="Morning light over the harbour").click()
        await page.get_by_role("button", name="Edit and post again").click()
        await expect(page.get_by_text("does not offer “Everyone”")).to_be_visible()

        await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
        await choose_film(page, webm(2).ljust(SIZE, b"\x00"))
        await publish_button(page).click()

        await expect(page.get_by_text("Published", exact=True).first).to_be_visible()


async def test_a_post_that_tiktok_may_have_made_is_tried_again_only_after_a_question(
    newcomer: Newcomer,
) -> None:
    page, account = await come_to_post(newcomer)
    await page.get_by_role("radio", name="Photos").check()
    await page.get_by_label("Address of photo 1").fill(f"{newcomer.control.address}/media/1.jpg")
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    await newcomer.control.plan_fault(endpoint=PHOTOS, kind="reset_before")
    await publish_button(page).click()
    await expect(page.get_by_text("Checking", exact=True)).to_be_visible()

    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_label("Address of photo 1")).to_have_value(re.compile("/media/1.jpg"))
    await publish_button(page).click()
    dialog = page.get_by_role("dialog", name="Did you check the TikTok app?")
    await expect(dialog).to_contain_text("it may have the post anyway")
    await axe(page)
    await dialog.get_by_role("button", name="Not yet").click()
    assert len(await newcomer.control.inits(account.open_id)) == 1

    await publish_button(page).click()
    await dialog.get_by_role("button", name="try again").click()
    await expect(page.get_by_text("Published", exact=True).first).to_be_visible()
    assert len(await newcomer.control.inits(account.open_id)) == 2


async def test_a_direct_post_is_tried_again_neither_as_a_draft_nor_beside_another_tab(
    newcomer: Newcomer,
) -> None:
    newcomer.expected.extend(["/api/tiktok/creator", "/retry"])
    page, _ = await ready_to_publish(newcomer)
    async with newcomer.control.switched(fail_reason="internal"):
        await publish_button(page).click()
        await expect(page.get_by_text("Failed", exact=True).first).to_be_visible()

    await page.route(CREATOR, _refuse("scope-missing", 403))
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("link", name="Connect again")).to_be_visible()
    await expect(publish_button(page)).to_have_count(0)
    await page.unroute(CREATOR)

    await page.route(RETRY, _refuse("idempotency-key-reused", 422))
    await page.reload()
    await choose_film(page, webm(2).ljust(SIZE, b"\x00"))
    await publish_button(page).click()
    alert = page.get_by_role("alert").filter(has_text="Another attempt has begun already")
    await alert.get_by_role("link", name="Open the post").click()

    await page.wait_for_url(re.compile("/posts/"))


async def test_an_upload_is_paused_resumed_and_followed_to_its_end(newcomer: Newcomer) -> None:
    page, _ = await ready_to_publish(newcomer)
    await page.route(UPLOADS, _hold)
    await publish_button(page).click()
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_text("Paused.")).to_be_visible()
    await axe(page)
    await picture(page, "post-uploading")
    address = page.url
    await page.get_by_role("link", name="Dashboard", exact=True).click()
    uploads = page.get_by_role("region", name="Uploads")
    await expect(uploads).to_contain_text("paused")
    await axe(page)
    await uploads.get_by_role("link").click()
    await expect(page).to_have_url(address)
    await expect(uploads).to_have_count(0)
    await page.unroute_all(behavior="ignoreErrors")

    await page.get_by_role("button", name="Resume").click()

    await expect(page.get_by_text("Published", exact=True).first).to_be_visible()
    history = page.get_by_role("region", name="History").or_(page.locator(".history"))
    await expect(history.first).to_contain_text("Published on TikTok (webhook)")
    await axe(page)
    await picture(page, "post-published")


async def test_an_unfinished_upload_is_cancelled_after_a_question(newcomer: Newcomer) -> None:
    page, account = await ready_to_publish(newcomer)

    await page.route(UPLOADS, _hold)
    await publish_button(page).click()
    await page.get_by_role("button", name="Cancel the upload").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Nothing is posted")
    await axe(page)
    await dialog.get_by_role("button", name="Cancel the upload").click()

    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Cancel the upload")).to_have_count(0)
    await expect(page.get_by_text("Cancelled", exact=True).first).to_be_visible()
    steps = page.get_by_role("list", name="Steps").get_by_role("listitem")
    await expect(steps).to_have_text(
        [re.compile(r"Start, done"), re.compile(r"Upload, cancelled"), *[re.compile("to come")] * 2]
    )
    await expect(page.get_by_text("upload_terminated")).to_have_count(0)
    await axe(page)
    await picture(page, "post-cancelled")
    [begun] = await newcomer.control.publishes(account.open_id)
    assert begun["sha256"] == hashlib.sha256(b"").hexdigest()


async def test_an_upload_that_was_given_up_elsewhere_is_shown_no_more(newcomer: Newcomer) -> None:
    page, _ = await ready_to_publish(newcomer)

    await page.route(UPLOADS, _hold)
    await publish_button(page).click()
    await page.get_by_role("button", name="Pause").click()
    post_id = page.url.rsplit("/", 1)[1]
    await page.get_by_role("link", name="Dashboard", exact=True).click()
    uploads = page.get_by_role("region", name="Uploads")
    await expect(uploads).to_contain_text("paused")
    await newcomer.api("POST", f"/api/tiktok/posts/{post_id}/cancel")

    await uploads.get_by_role("link").click()
    await expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()
    await expect(page.get_by_text("Cancelled", exact=True).first).to_be_visible()
    await page.get_by_role("link", name="Dashboard", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")

    await expect(uploads).to_have_count(0)


async def test_an_upload_that_a_reload_ended_asks_for_its_file_wherever_it_is_shown(
    newcomer: Newcomer,
) -> None:
    page, _ = await ready_to_publish(newcomer)
    await page.route(UPLOADS, _hold)
    await publish_button(page).click()
    await page.get_by_role("button", name="Pause").click()
    address = page.url

    await newcomer.go("/posts")

    row = page.get_by_role("row", name=re.compile("Morning light"))
    await expect(row).to_contain_text("Interrupted")
    await expect(row).to_contain_text("Choose the file again")
    dock = page.get_by_role("region", name="Uploads")
    await expect(dock).to_contain_text("film.webm")
    await axe(page)
    await picture(page, "posts-interrupted")
    await page.unroute_all(behavior="ignoreErrors")
    await dock.get_by_role("link").click()
    await expect(page).to_have_url(address)
    await expect(page.get_by_text("Choose the same file again to continue")).to_be_visible()
    await expect(page.get_by_text("is on its way")).to_have_count(0)
    await expect(dock).to_have_count(0)


async def test_a_published_post_shows_everything_that_was_posted(newcomer: Newcomer) -> None:
    caption = "Morning light over the harbour\n\nTaken at six, with a coffee in hand. " * 3
    page, account = await ready_to_publish(newcomer)
    await page.get_by_label("Caption").fill(caption)
    await publish_button(page).click()
    await expect(page.get_by_text("Published", exact=True).first).to_be_visible()

    view = page.get_by_role("link", name="View on TikTok")
    await expect(view).to_have_attribute(
        "href", re.compile(rf"@{account.handle}[^/]*/video/[0-9]+")
    )
    await expect(page.locator(".caption")).to_have_text(caption.strip())
    await expect(page.get_by_text("Everyone", exact=True)).to_be_visible()
    cover = page.locator("img[src*='/cover']")
    await expect(cover).to_be_visible()
    heading = page.get_by_role("heading", level=1)
    lines = await heading.evaluate(
        "(one) => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)"
    )
    assert lines < 1.6
    await expect(page.get_by_role("link", name="Duplicate")).to_have_attribute(
        "href", re.compile(r"/platforms/tiktok/upload\?from=")
    )
    await axe(page)
    await picture(page, "post-posted")
    await page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").click()
    await expect(heading).to_have_text("Posts")


async def test_a_post_that_tiktok_holds_back_is_in_review_and_not_public(
    newcomer: Newcomer,
) -> None:
    page, _ = await ready_to_publish(newcomer)
    async with newcomer.control.switched(moderation="hold"):
        await publish_button(page).click()
        await expect(page.get_by_text("In review", exact=True).first).to_be_visible()

        last = page.get_by_role("list", name="Steps").get_by_role("listitem").last
        await expect(last).to_have_text(re.compile("Public, under way"))
        await expect(page.get_by_text("it is not public yet")).to_be_visible()
        await expect(page.get_by_text("numbers come once it is public")).to_be_visible()
        await axe(page)
        await picture(page, "post-in-review")
        await newcomer.go("/posts")
        row = page.get_by_role("row", name=re.compile("Morning light"))
        await expect(row).to_contain_text("In review")


async def test_uploads_share_one_row_on_a_phone(newcomer: Newcomer) -> None:
    page, _ = await ready_to_publish(newcomer)
    await page.set_viewport_size({"width": 360, "height": 740})

    await page.route(UPLOADS, _hold)
    await publish_button(page).click()
    await page.get_by_role("button", name="Pause").click()
    await page.get_by_role("link", name="New post: TikTok", exact=True).first.click()
    uploads = page.get_by_role("region", name="Uploads")
    await expect(uploads.get_by_role("link")).to_contain_text("film.webm")
    await choose_film(page, webm(2).ljust(SIZE, b"\x00"))
    await page.get_by_label("Who can see this post").select_option("PUBLIC_TO_EVERYONE")
    await publish_button(page).click()
    await page.get_by_role("button", name="Pause").click()
    await page.get_by_role("link", name="Dashboard", exact=True).click()

    await expect(uploads.get_by_role("link")).to_contain_text("2 uploads")
    await axe(page)


async def ready_to_publish(newcomer: Newcomer) -> tuple[Page, Account]:
    """Fill everything in that a public video needs."""
    creator = await creator_called(newcomer.control, "Lena Keller")
    page, account = await come_to_post(newcomer, creator)
    await choose_film(page, webm(2).ljust(SIZE, b"\x00"))
    await page.get_by_label("Caption").fill("Morning light over the harbour")
    await page.get_by_label("Who can see this post").select_option("PUBLIC_TO_EVERYONE")
    return page, account


async def _hold(_route: Route) -> None:
    """Let it wait."""


def _refuse(kind: str, status: int) -> Callable[[Route], Awaitable[None]]:
    """Answer every request with this problem."""

    async def answer(route: Route) -> None:
        await route.fulfill(status=status, json={"type": f"/problems/{kind}", "detail": "No."})

    return answer
