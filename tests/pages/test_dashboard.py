"""What one sees at a glance: accounts, newest posts, and what they gained."""

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
# As if the video had been there for three weeks, and sampled every day.
SAMPLED_BEFORE = """
INSERT INTO crm.insights
SELECT post_id, observed_at - n * interval '1 day', platform_post_id, account_id, user_id,
    1000 - n * (40 + n %% 7), 90 - 4 * n, 40 - n, 20 - n / 2,
    updated_at, sequence, event_id, topic, partition, "offset"
FROM (
    SELECT DISTINCT ON (post_id) * FROM crm.insights WHERE account_id = %s
    ORDER BY post_id, observed_at DESC
) AS newest CROSS JOIN generate_series(1, 20) AS n
RETURNING post_id
"""


async def test_the_dashboard_shows_accounts_posts_and_numbers_and_changes_by_itself(
    newcomer: Newcomer, stack: Stack
) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect(await creator_called(newcomer.control, "Lena Keller"))
    page = await newcomer.go("/")
    await expect(page.locator("[data-live]")).to_have_count(1)
    await expect(page.get_by_text("Nothing posted yet")).to_be_visible()

    post_id = await post_video(newcomer, account, "Morning light over the harbour")
    await post_video(newcomer, account, "Bread, mostly")

    row = page.get_by_role("row", name=re.compile("Morning light"))
    await expect(row).to_contain_text("Published")
    await expect(row.locator("img[src*='/cover']")).to_be_visible()
    await select(stack.addresses.postgres, SAMPLE_NOW, account.account_id)
    charts = page.get_by_text("Charts appear on the second day")
    await expect(charts).to_be_visible(timeout=30_000)
    await axe(page)
    await select(stack.addresses.postgres, SAMPLED_BEFORE, account.account_id)
    await page.reload()
    await expect(page.get_by_role("slider", name="New views by day")).to_be_visible()
    await expect(page.get_by_role("heading", name="Most viewed")).to_be_visible()
    await axe(page)
    await picture(page, "dashboard")

    await page.get_by_role("radio", name="7 days").check()

    await expect(page).to_have_url(re.compile("days=7"))
    await expect(page.get_by_role("heading", name="Last 7 days")).to_be_visible()
    await expect(page.get_by_text("against the 7 days before").first).to_be_visible()
    await page.get_by_role("slider", name="New views by day").focus()
    await page.keyboard.press("ArrowLeft")
    slider = page.get_by_role("slider", name="New views by day")
    await expect(slider).to_have_attribute("aria-valuenow", "5")

    page = await newcomer.go(f"/posts/{post_id}")
    await expect(page.get_by_role("heading", name="Over time")).to_be_visible()
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Save as CSV").click()
    saved = (await (await saving.value).path()).read_text(encoding="utf-8-sig")
    assert saved.count("\n") >= 22  # a heading, twenty days, and what was sampled today
    await axe(page)
    await picture(page, "post-numbers")


async def test_a_phone_shows_one_number_which_tabs_choose(newcomer: Newcomer, stack: Stack) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect()
    await post_video(newcomer, account, "Bread, mostly")
    await select(stack.addresses.postgres, SAMPLE_NOW, account.account_id)
    await newcomer.page.set_viewport_size({"width": 360, "height": 740})
    page = await newcomer.go("/")
    heading = page.get_by_role("heading", name="Views", exact=True)
    await expect(heading).to_be_visible(timeout=30_000)

    await page.get_by_role("radio", name="Likes").check()

    await expect(page.get_by_role("heading", name="Likes", exact=True)).to_be_visible()
    await expect(heading).to_be_hidden()
    await axe(page)


async def test_a_draft_that_waits_in_the_app_is_not_told_as_in_progress(
    newcomer: Newcomer,
) -> None:
    await newcomer.sign_up()
    account = await newcomer.connect()
    wish = {"account_id": account.account_id, "mode": "INBOX", "source": "FILE_UPLOAD"}
    post = await newcomer.api("POST", "/api/tiktok/upload", {**wish, "video_size": 55_009})
    await newcomer.send_bytes(post["upload"]["url"], bytes(55_009))

    page = await newcomer.go("/")

    await expect(page.get_by_role("link", name="1 draft waits in the app")).to_be_visible()
    await expect(page.get_by_text("in progress")).to_have_count(0)
