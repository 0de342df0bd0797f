"""What one sees of accounts, posts, their story and their webhooks."""

import re

from consent import creator_called
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import expect
from posted import post_video
from rows import select
from running import Stack

# The account's turn to be sampled, which comes once a day, is now.
SAMPLE_NOW = """
INSERT INTO tiktok.account_work (account_id, kind, next_due_at) VALUES (%s, 'sample', now())
ON CONFLICT (account_id, kind) DO UPDATE SET next_due_at = now(), done_at = NULL
RETURNING account_id
"""


async def test_the_dashboard_shows_accounts_posts_and_numbers_and_changes_by_itself(
    newcomer: Newcomer, stack: Stack
) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect(await creator_called(newcomer.control, "Lena Keller"))
    page = await newcomer.go("/")
    await expect(page.get_by_text("Live", exact=True)).to_be_visible()
    await expect(page.get_by_text("Nothing posted yet")).to_be_visible()

    await post_video(newcomer, account, "Morning light over the harbour")

    row = page.get_by_role("row", name=re.compile("Morning light"))
    await expect(row).to_contain_text("Published")
    await expect(page.get_by_text("No numbers yet")).to_be_visible()
    await axe(page)
    await select(stack.addresses.postgres, SAMPLE_NOW, account.account_id)
    await expect(page.get_by_text("No numbers yet")).to_have_count(0, timeout=30_000)
    await axe(page)
    await picture(page, "dashboard")


async def test_posts_are_narrowed_by_what_the_address_says(newcomer: Newcomer) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect(await creator_called(newcomer.control, "Lena Keller"))
    await post_video(newcomer, account, "Bread, mostly")
    await post_video(newcomer, account, "A walk in the rain")
    page = await newcomer.go("/posts")
    await expect(page.get_by_role("row")).to_have_count(3)
    await axe(page)
    await picture(page, "posts")

    await page.get_by_label("Text").fill("rain")

    await expect(page).to_have_url(re.compile(r"text=rain"))
    await expect(page.get_by_role("row")).to_have_count(2)
    await page.reload()
    await expect(page.get_by_role("row", name=re.compile("A walk in the rain"))).to_be_visible()
    await page.get_by_label("Text").fill("snow")
    await expect(page.get_by_text("No post fits")).to_be_visible()
    await axe(page)


async def test_what_was_typed_and_what_is_chosen_at_once_after_it_both_narrow_the_list(
    visitor: Newcomer,
) -> None:
    page = await visitor.go("/posts")

    await page.get_by_label("Text").fill("rain")
    await page.get_by_label("Status").select_option("FAILED")

    await expect(page).to_have_url(re.compile(r"text=rain.*FAILED|FAILED.*text=rain"))
    await page.get_by_label("Text").fill("snow")
    await page.get_by_role("button", name="Clear filters").click()
    await expect(page).to_have_url(re.compile(r"/posts$"))
    await expect(page.get_by_label("Text")).to_have_value("")


async def test_a_pause_in_the_typing_takes_nothing_of_what_was_typed(visitor: Newcomer) -> None:
    page = await visitor.go("/posts")
    text = page.get_by_label("Text")

    await text.press_sequentially("rain ")
    await expect(page).to_have_url(re.compile(r"text=rain$"))
    await text.press_sequentially("coat")

    await expect(page).to_have_url(re.compile(r"text=rain\+coat$"))
    await expect(text).to_have_value("rain coat")


async def test_videos_posted_elsewhere_have_a_side_of_their_own(visitor: Newcomer) -> None:
    page = await visitor.go("/posts")

    await page.get_by_role("link", name="Posted elsewhere").click()

    await expect(page.get_by_text("Nothing posted elsewhere")).to_be_visible()
    await axe(page)


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
