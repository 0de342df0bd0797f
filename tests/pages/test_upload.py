"""Making a post: of a file, through a reload and a lost answer; by address; of photos; a draft."""

import asyncio
import hashlib
import re
from pathlib import Path

from busy import hold_frames, release_frames
from composing import PUBLISH, choose_film, come_to_post, publish_button
from consent import creator_called
from film import webm
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import Page, Route, expect

UPLOADS = "**/api/tiktok/uploads/**"
CREATOR = re.compile(r"/api/tiktok/creator\?")
POST_PAGE = re.compile(r"/assets/post-[\w-]{8}\.js$")
CHUNK = 10_000_000
SIZE = 2 * CHUNK + 7


async def test_an_upload_goes_on_after_a_reload_with_the_same_file_only(
    newcomer: Newcomer, tmp_path: Path
) -> None:
    page, account = await come_to_post(newcomer)
    film = tmp_path / "bread.webm"
    film.write_bytes(webm(2).ljust(SIZE, b"\x00"))
    await _choose(page, film)
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))

    async with page.expect_response(lambda one: one.request.method == "PATCH"):
        await page.route(UPLOADS, _hold_all_but_the_first_chunk)
        await publish_button(page).click()
    await page.reload()  # what is held goes with the page; let go before, it would be sent
    await page.unroute_all(behavior="ignoreErrors")
    await expect(page.get_by_text("Choose the same file again")).to_be_visible()
    await expect(page.get_by_text("TikTok has 10.0 MB of it")).to_be_visible()
    await axe(page)

    other = tmp_path / "other.webm"
    other.write_bytes(b"\x01" * SIZE)
    await page.locator("input[type=file]").set_input_files(other)
    await expect(page.get_by_role("alert")).to_contain_text("contents are different")
    await page.locator("input[type=file]").set_input_files(film)
    await expect(page.get_by_text("Published.", exact=True)).to_be_visible()

    [sent] = await newcomer.control.publishes(account.open_id)
    assert sent["sha256"] == hashlib.sha256(film.read_bytes()).hexdigest()
    assert sent["chunk_sizes"] == [CHUNK, SIZE - CHUNK]


async def test_a_lost_answer_and_a_second_press_make_one_post(newcomer: Newcomer) -> None:
    newcomer.expected.append("net::ERR_FAILED")
    page, account = await come_to_post(newcomer)
    await choose_film(page, webm(2))
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    await page.route(PUBLISH, _lose_the_answer, times=1)

    await publish_button(page).click()
    await expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    await publish_button(page).click()
    await expect(page.get_by_text("Published.", exact=True)).to_be_visible()

    assert len(await newcomer.control.inits(account.open_id)) == 1


async def test_a_second_press_while_the_next_page_is_on_its_way_posts_nothing_more(
    newcomer: Newcomer,
) -> None:
    page, account = await come_to_post(newcomer)
    await choose_film(page, webm(2))
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    release = asyncio.Event()

    async def hold(route: Route) -> None:
        await release.wait()
        await route.continue_()

    await page.route(POST_PAGE, hold)
    await publish_button(page).click()
    await page.wait_for_url(re.compile("/posts/"))  # the page before is still shown

    await expect(publish_button(page)).to_have_attribute("aria-busy", "true")
    await publish_button(page).dispatch_event("click")
    release.set()
    await expect(page.get_by_text("Published.", exact=True)).to_be_visible()

    assert len(await newcomer.control.inits(account.open_id)) == 1


async def test_nothing_that_was_chosen_is_lost_with_the_connection(newcomer: Newcomer) -> None:
    newcomer.expected.append("net::ERR_FAILED")
    page, account = await come_to_post(newcomer)
    await choose_film(page, webm(2))
    privacy = page.get_by_label("Who can see this post")
    await privacy.select_option("SELF_ONLY")
    for address in (PUBLISH, CREATOR):
        await page.route(address, _refuse)

    await publish_button(page).click()
    await expect(page.get_by_text("The post was not created")).to_be_visible()
    await expect(page.get_by_text("Postlog could not check with TikTok")).to_be_visible()
    await expect(privacy).to_have_value("SELF_ONLY")
    await expect(page.get_by_text("Press to choose another")).to_be_visible()
    await axe(page)

    await page.unroute_all()
    await publish_button(page).click()
    await expect(page.get_by_text("Published.", exact=True)).to_be_visible()
    assert len(await newcomer.control.inits(account.open_id)) == 1


async def test_who_may_not_post_any_more_keeps_what_was_typed(newcomer: Newcomer) -> None:
    newcomer.expected.extend(["/api/tiktok/creator", "/api/tiktok/upload"])
    page, account = await come_to_post(newcomer)
    await choose_film(page, webm(2))
    await page.get_by_label("Caption").fill("Day 3 #bread")
    privacy = page.get_by_label("Who can see this post")
    await privacy.select_option("SELF_ONLY")
    await newcomer.control.change(account.handle, posts_by_other_apps=15)

    await publish_button(page).click()

    await expect(page.get_by_text("This account cannot post right now")).to_be_visible()
    await expect(publish_button(page)).to_be_disabled()
    await expect(page.get_by_label("Caption")).to_have_value("Day 3 #bread")
    await expect(privacy).to_have_value("SELF_ONLY")
    await expect(page.get_by_text("Press to choose another")).to_be_visible()
    assert await newcomer.control.inits(account.open_id) == []


async def test_another_post_after_a_lost_answer_is_made_only_after_a_question(
    newcomer: Newcomer,
) -> None:
    newcomer.expected.append("net::ERR_FAILED")
    page, account = await come_to_post(newcomer)
    await page.get_by_role("radio", name="Photos").check()
    await page.get_by_label("Address of photo 1").fill(f"{newcomer.control.address}/media/1.jpg")
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    await page.route(PUBLISH, _lose_the_answer, times=1)
    await publish_button(page).click()
    await expect(page.get_by_role("alert")).to_contain_text("cannot be reached")

    await page.get_by_label("Title").fill("Three loaves")
    await publish_button(page).click()
    dialog = page.get_by_role("dialog", name="Did TikTok make your first post?")
    await axe(page)
    await dialog.get_by_role("button", name="Cancel").click()
    assert len(await newcomer.control.inits(account.open_id)) == 1

    await publish_button(page).click()
    await dialog.get_by_role("button", name="Post this as well").click()
    await page.wait_for_url(re.compile("/posts/"))
    assert len(await newcomer.control.inits(account.open_id)) == 2


async def test_what_was_typed_and_chosen_survives_a_reload_and_the_file_is_asked_for(
    newcomer: Newcomer,
) -> None:
    page, _ = await come_to_post(newcomer)
    await choose_film(page, webm(2))
    await page.get_by_label("Caption").fill("Day 3 #bread")
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    await page.get_by_role("switch", name="Disclose commercial content").check()

    await page.reload()

    await expect(page.get_by_label("Caption")).to_have_value("Day 3 #bread")
    await expect(page.get_by_label("Who can see this post")).to_have_value("SELF_ONLY")
    await expect(page.get_by_role("switch", name="Disclose commercial")).to_be_checked()
    await expect(page.get_by_text("Choose the file once more: it was film.webm.")).to_be_visible()


async def test_a_link_away_and_back_loses_neither_the_file_nor_a_choice(
    newcomer: Newcomer,
) -> None:
    page, _ = await come_to_post(newcomer)
    await choose_film(page, webm(2))
    await page.get_by_role("switch", name="Disclose commercial content").check()

    await page.get_by_role("link", name="Posts", exact=True).first.click()
    await page.wait_for_url(re.compile("/posts"))
    await page.go_back()

    await expect(page.get_by_text("Press to choose another")).to_be_visible()
    await expect(page.get_by_role("switch", name="Disclose commercial")).to_be_checked()


async def test_pressing_publish_too_early_leads_to_the_first_field_that_is_missing(
    newcomer: Newcomer,
) -> None:
    page, _ = await come_to_post(newcomer)
    await choose_film(page, webm(2))

    await publish_button(page).dispatch_event("click")

    await expect(page.get_by_label("Who can see this post")).to_be_focused()
    marked = page.locator("[data-part=privacy]")
    await expect(marked.get_by_text("Choose who can see this post.")).to_be_visible()
    await axe(page)


async def test_a_file_that_begins_as_no_video_is_sent_only_by_the_persons_word(
    newcomer: Newcomer,
) -> None:
    page, _ = await come_to_post(newcomer)
    await choose_film(page, b"This is a text.", "fake.webm")
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")

    await expect(page.get_by_text("This does not look like a video")).to_be_visible()
    await expect(publish_button(page)).to_be_disabled()
    await axe(page)
    await page.get_by_role("button", name="It is a video: use it").click()

    await expect(publish_button(page)).to_be_enabled()


async def test_another_post_is_made_like_one_that_was_made(newcomer: Newcomer) -> None:
    page, account = await come_to_post(newcomer)
    await choose_film(page, webm(2))
    await page.get_by_label("Caption").fill("Every morning")
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    await publish_button(page).click()
    await expect(page.get_by_text("Published.", exact=True)).to_be_visible()

    post_id = page.url.partition("/posts/")[2]
    await newcomer.go(f"/platforms/tiktok/upload?from={post_id}")
    await expect(page.get_by_label("Caption")).to_have_value("Every morning")
    await choose_film(page, webm(2))
    await publish_button(page).click()
    await expect(page.get_by_text("Published.", exact=True)).to_be_visible()

    assert len(await newcomer.control.inits(account.open_id)) == 2


async def test_photos_keep_their_order_and_their_cover(newcomer: Newcomer) -> None:
    page, account = await come_to_post(newcomer)
    media = f"{newcomer.control.address}/media"
    await page.get_by_role("radio", name="Photos").check()
    await page.get_by_label("Address of photo 1").fill(f"{media}/1.jpg {media}/2.webp")
    await page.get_by_role("group", name="Photo 2").get_by_label("Cover").check()
    await page.get_by_role("button", name="Move photo 2 up").click()
    await page.get_by_label("Title").fill("3 loaves")
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    await axe(page)
    await picture(page, "upload-photos")

    await publish_button(page).click()
    await expect(page.get_by_text("Published.", exact=True)).to_be_visible()

    [sent] = await newcomer.control.publishes(account.open_id)
    assert sent["urls"] == [f"{media}/2.webp", f"{media}/1.jpg"]
    assert (sent["cover_index"], sent["title"]) == (0, "3 loaves")


async def test_a_late_frame_after_a_photo_was_moved_takes_no_typing_from_the_title(
    newcomer: Newcomer,
) -> None:
    page, _ = await come_to_post(newcomer)
    await page.get_by_role("radio", name="Photos").check()
    first = page.get_by_label("Address of photo 1")
    await first.fill("https://media.example/1.jpg https://media.example/2.jpg")
    await hold_frames(page)

    await page.get_by_role("button", name="Move photo 2 up").click()
    await page.get_by_label("Title").focus()
    await release_frames(page)
    await page.keyboard.type("3 loaves")

    await expect(page.get_by_label("Title")).to_have_value("3 loaves")
    await expect(first).to_have_value("https://media.example/2.jpg")


async def test_the_focus_follows_a_photo_that_is_moved(newcomer: Newcomer) -> None:
    page, _ = await come_to_post(newcomer)
    await page.get_by_role("radio", name="Photos").check()
    await page.get_by_label("Address of photo 1").fill("https://a.example/1 https://a.example/2")

    await page.get_by_role("button", name="Move photo 2 up").click()

    await expect(page.get_by_label("Address of photo 1")).to_be_focused()


async def test_another_account_that_is_connected_meanwhile_leaves_the_form_as_it_is(
    newcomer: Newcomer,
) -> None:
    await newcomer.sign_up()
    creator = await creator_called(newcomer.control, "Lena Keller")
    other = await newcomer.connect(creator)
    await newcomer.disconnect(other)
    await newcomer.connect(await creator_called(newcomer.control, "Mia Brandt"))
    page = await newcomer.go(f"/platforms/tiktok/upload?account={other.account_id}")
    await page.get_by_label("Caption").fill("Day 3 #bread")
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")

    await newcomer.connect(creator)

    await expect(page.get_by_role("radio", name="Lena Keller")).not_to_be_checked()
    await expect(page.get_by_label("Caption")).to_have_value("Day 3 #bread")
    await expect(page.get_by_label("Who can see this post")).to_have_value("SELF_ONLY")


async def test_addresses_that_find_no_room_are_told_of(newcomer: Newcomer) -> None:
    page, _ = await come_to_post(newcomer)
    await page.get_by_role("radio", name="Photos").check()
    given = [f"https://media.example/{number}.jpg" for number in range(1, 41)]

    await page.get_by_label("Address of photo 1").fill(" ".join(given))

    await expect(page.get_by_role("alert")).to_have_text(
        "TikTok takes 35 photos: the last 5 addresses were left out."
    )
    await expect(page.get_by_label("Address of photo 35")).to_have_value(given[34])
    await axe(page)


async def test_a_draft_goes_to_the_inbox_without_words(newcomer: Newcomer) -> None:
    page, account = await come_to_post(newcomer)
    await page.get_by_label("Caption").fill("This is written in the app")
    await choose_film(page, webm(2))
    await page.get_by_role("radio", name="Send to TikTok inbox").check()
    await expect(page.get_by_label("Caption")).to_have_count(0)

    await publish_button(page).click()
    await page.wait_for_url(re.compile("/posts/"))  # the page before says the same
    await expect(page.get_by_text("Open the notification in the TikTok app")).to_be_visible()

    [sent] = await newcomer.control.publishes(account.open_id)
    assert sent["mode"] == "INBOX"


async def test_an_address_that_is_not_verified_is_told_at_its_field_and_not_sent(
    newcomer: Newcomer,
) -> None:
    page, account = await come_to_post(newcomer)
    await page.get_by_role("radio", name="Video address").check()
    field = page.get_by_label("Address of the video")
    await field.fill("https://elsewhere.example/a.mp4")
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")

    await expect(page.get_by_role("alert")).to_contain_text("is not on a domain that is verified")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("Verified with TikTok: ")).to_be_visible()
    await expect(publish_button(page)).to_be_disabled()
    await axe(page)

    await field.fill(f"{newcomer.control.address}/media/1.mp4")
    await expect(publish_button(page)).to_be_enabled()
    assert await newcomer.control.inits(account.open_id) == []


async def test_a_second_tab_says_that_another_one_sends(newcomer: Newcomer, tmp_path: Path) -> None:
    # The new tab is empty at first, where the script that every page begins with may read nothing.
    newcomer.expected.append("Failed to read the 'localStorage' property")
    page, _ = await come_to_post(newcomer)
    film = tmp_path / "bread.webm"
    film.write_bytes(webm(2).ljust(SIZE, b"\x00"))
    await _choose(page, film)
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    await page.route(UPLOADS, _hold_all_but_the_first_chunk)
    await publish_button(page).click()
    await page.wait_for_url(re.compile("/posts/"))

    other = await newcomer.context.new_page()
    await other.goto(page.url)
    await expect(other.get_by_text("Being sent in another tab")).to_be_visible()
    await axe(other)

    await other.close()
    await page.unroute_all(behavior="ignoreErrors")


async def test_who_has_no_account_is_shown_how_to_connect_one(newcomer: Newcomer) -> None:
    await newcomer.sign_up()
    page = await newcomer.go("/platforms/tiktok/upload")

    await expect(page.get_by_role("link", name="Connect TikTok")).to_be_visible()
    await axe(page)


async def test_every_part_of_the_page_is_accessible(newcomer: Newcomer) -> None:
    creator = await creator_called(newcomer.control, "Lena Keller")
    page, _ = await come_to_post(newcomer, creator)
    await choose_film(page, webm(2))
    await page.get_by_role("switch", name="Disclose commercial content").check()
    await axe(page)
    await picture(page, "upload")


async def _choose(page: Page, film: Path) -> None:
    await page.locator("input[type=file]").set_input_files(film)
    await expect(page.get_by_text("Press to choose another")).to_be_visible()


async def _hold_all_but_the_first_chunk(route: Route) -> None:
    offset = route.request.headers.get("upload-offset", "0")
    if route.request.method != "PATCH" or offset == "0":
        await route.continue_()


async def _refuse(route: Route) -> None:
    await route.abort()


async def _lose_the_answer(route: Route) -> None:
    await route.fetch()
    await route.abort()
