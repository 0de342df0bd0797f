"""What one sees of accounts, posts, their story and their webhooks."""

import re

from consent import creator_called
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import expect
from posted import post_video


async def test_an_accounts_story_tells_each_event_with_its_place_in_the_log(
    newcomer: Newcomer,
) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect(await creator_called(newcomer.control, "Lena Keller"))
    await post_video(newcomer, account, "Bread, mostly")
    page = await newcomer.go(f"/accounts/{account.account_id}")

    published = page.locator("li", has_text="TikTok said that the post is published").first
    await published.locator("summary").first.click()

    await expect(published).to_contain_text(re.compile(r"tiktok\.posts\.v1 / \d+ / \d+"))
    await expect(published.get_by_text("Correlation id", exact=True)).to_be_visible()
    await axe(page)
    await picture(page, "account")
    await page.get_by_label("Event", exact=True).select_option(label="AccountConnected")
    await expect(page.get_by_text("The account Lena Keller was connected")).to_be_visible()
    await expect(page.get_by_text("1 event", exact=True)).to_be_visible()


async def test_a_strangers_account_and_post_are_not_found(newcomer: Newcomer) -> None:
    newcomer.expected.append("404 (Not Found)")
    await newcomer.sign_up()
    unknown = "00000000-0000-4000-8000-000000000000"

    for path, title in (("accounts", "Account not found"), ("posts", "Post not found")):
        page = await newcomer.go(f"/{path}/{unknown}")
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        await axe(page)


async def test_a_webhook_is_shown_byte_for_byte_with_what_it_became(newcomer: Newcomer) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect(await creator_called(newcomer.control, "Lena Keller"))
    page = await newcomer.go("/webhooks")
    await expect(page.get_by_text("No webhook yet")).to_be_visible()
    await axe(page)

    await post_video(newcomer, account, "Bread, mostly")

    delivery = page.locator("li", has_text="post.publish.publicly_available").first
    await delivery.locator("summary").first.click()
    await expect(delivery).to_contain_text("Signed by TikTok with this app")
    await expect(delivery.get_by_text("TikTok-Signature")).to_be_visible()
    await expect(delivery.get_by_label("Body as it came").locator("pre")).to_contain_text('"event"')
    await expect(delivery.get_by_role("link", name="The post became public")).to_be_visible()
    await axe(page)
    await picture(page, "webhooks")


async def test_help_stands_at_addresses_that_messages_lead_to(newcomer: Newcomer) -> None:
    page = await newcomer.go("/help/troubleshooting#access_denied")
    await expect(page.locator("#access_denied")).to_be_in_viewport()
    await axe(page)

    await page.get_by_role("link", name="Post a video or photos").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Post a video or photos")
    await axe(page)
    await picture(page, "help")


async def test_an_address_without_a_page_says_so(newcomer: Newcomer) -> None:
    newcomer.expected.append("404 (Not Found)")
    await newcomer.sign_up()
    page = await newcomer.go("/nothing-here")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    await axe(page)
