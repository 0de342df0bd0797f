"""What one sees of accounts, posts, their story and their webhooks."""

import re

from consent import creator_called
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import expect
from posted import post_video


async def test_an_accounts_history_tells_what_happened_post_by_post(newcomer: Newcomer) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect(await creator_called(newcomer.control, "Lena Keller"))
    post_id = await post_video(newcomer, account, "Bread, mostly")
    page = await newcomer.go(f"/accounts/{account.account_id}")

    post = page.locator("main li", has=page.get_by_role("link", name="Bread, mostly")).first
    await expect(post.get_by_role("link", name="Bread, mostly")).to_have_attribute(
        "href", f"/posts/{post_id}"
    )
    await expect(post).to_contain_text("Now public on TikTok")
    await expect(post.get_by_text("Sent the post to TikTok")).not_to_be_visible()
    await expect(page.get_by_text("Lena Keller was connected")).to_be_visible()
    await expect(page.get_by_text("tiktok.posts.v1")).to_have_count(0)
    await axe(page)
    await picture(page, "account")
    await post.get_by_text("routine step").click()
    await expect(post.get_by_text("Sent the post to TikTok")).to_be_visible()


async def test_developers_see_each_events_place_in_the_log_and_keep_it_so(
    newcomer: Newcomer,
) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect(await creator_called(newcomer.control, "Lena Keller"))
    await post_video(newcomer, account, "Bread, mostly")
    page = await newcomer.go(f"/accounts/{account.account_id}")

    await page.get_by_role("switch", name="Developer details").check()
    published = page.locator("main li li", has_text="Published on TikTok").first
    await published.locator("summary").first.click()

    await expect(published).to_contain_text(re.compile(r"tiktok\.posts\.v1 / \d+ / \d+"))
    await expect(published.get_by_text("Correlation id", exact=True)).to_be_visible()
    await axe(page)
    await page.reload()
    await expect(page.get_by_role("switch", name="Developer details")).to_be_checked()
    await page.get_by_label("Event", exact=True).select_option(label="AccountConnected")
    await expect(page.get_by_text("Lena Keller was connected")).to_be_visible()
    await expect(page.get_by_text("1 event", exact=True)).to_be_visible()


async def test_a_strangers_account_and_post_are_not_found(newcomer: Newcomer) -> None:
    newcomer.expected.append("404 (Not Found)")
    await newcomer.sign_up()
    unknown = "00000000-0000-4000-8000-000000000000"

    for path, title in (("accounts", "Account not found"), ("posts", "Post not found")):
        page = await newcomer.go(f"/{path}/{unknown}")
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        await axe(page)


async def test_a_webhook_tells_its_post_and_has_an_address_of_its_own(newcomer: Newcomer) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect(await creator_called(newcomer.control, "Lena Keller"))
    page = await newcomer.go("/webhooks")
    await expect(page.get_by_text("No webhooks yet")).to_be_visible()
    await expect(page.get_by_label("Event")).to_have_count(0)
    await axe(page)

    await post_video(newcomer, account, "Bread, mostly")

    row = page.get_by_role("link", name=re.compile("Post now public"))
    await expect(row).to_contain_text("Bread, mostly · Lena Keller")
    await expect(row).to_contain_text("1 change")
    await axe(page)
    await picture(page, "webhooks")
    await row.click()

    await expect(page).to_have_url(re.compile(r"/webhooks/[^/]+$"))
    webhook = page.get_by_label("Webhook", exact=True)
    await expect(webhook.get_by_role("link", name="Now public on TikTok")).to_be_visible()
    await page.reload()
    await expect(webhook).to_contain_text("TikTok signed it with this app")
    await expect(webhook.get_by_text("TikTok-Signature")).to_be_visible()
    await expect(webhook.get_by_label("Body as JSON")).to_contain_text('"post_id": "')
    await webhook.get_by_text("As it arrived").click()
    await expect(webhook.get_by_label("Body as it arrived")).to_contain_text('"event"')
    await axe(page)
    await picture(page, "webhook")


async def test_a_webhook_that_is_nobodys_is_not_found(newcomer: Newcomer) -> None:
    await newcomer.sign_up()

    page = await newcomer.go("/webhooks/nothing-here")

    await expect(page.get_by_text("Webhook not found")).to_be_visible()
    await page.set_viewport_size({"width": 768, "height": 900})  # where the list is not beside it
    await page.get_by_role("link", name="All webhooks").click()
    await expect(page).to_have_url(re.compile(r"/webhooks$"))


async def test_help_stands_at_addresses_that_messages_lead_to(newcomer: Newcomer) -> None:
    page = await newcomer.go("/help/troubleshooting#access_denied")
    await expect(page.locator("#access_denied")).to_be_in_viewport()
    await axe(page)

    await page.get_by_role("link", name="Post a video or photos to TikTok").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text(
        "Post a video or photos to TikTok"
    )
    await axe(page)
    await picture(page, "help")


async def test_each_code_is_explained_once_for_each_platform_and_has_words(
    newcomer: Newcomer,
) -> None:
    page = await newcomer.go("/help/troubleshooting#instagram-access_denied")
    await expect(page.locator("#instagram-access_denied")).to_be_in_viewport()

    rows = await page.locator(".prose details tr:has(code)").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert len(rows) > 100
    assert [row for row in rows if not all(row)] == []


async def test_help_finds_a_message_and_leads_to_it(newcomer: Newcomer) -> None:
    page = await newcomer.go("/help/connect")

    await page.get_by_label("Search help").fill("personal account")
    await axe(page)
    found = page.get_by_label("Search results").get_by_role("link")
    await found.filter(has_text="When an account cannot be chosen").first.click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Connect an Instagram account")
    await page.get_by_label("Search help").fill("no such words here")
    await expect(page.get_by_text("No results")).to_be_visible()


async def test_the_pictures_of_the_help_are_dark_where_the_page_is(newcomer: Newcomer) -> None:
    await newcomer.page.emulate_media(color_scheme="dark")
    page = await newcomer.go("/help/connect")

    await expect(page.locator(".prose img")).to_have_attribute("src", re.compile("-dark-"))


async def test_an_address_without_a_page_says_so(newcomer: Newcomer) -> None:
    newcomer.expected.append("404 (Not Found)")
    await newcomer.sign_up()
    page = await newcomer.go("/nothing-here")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    await axe(page)
