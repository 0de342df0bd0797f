"""What needs somebody is told on every page, with the way to mend it."""

from consent import creator_called
from control import Json
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import expect


async def test_an_account_that_tiktok_takes_away_is_told_everywhere_until_it_is_mended(
    newcomer: Newcomer,
) -> None:
    newcomer.expected.append("(Conflict)")
    creator = await connect_somebody(newcomer)
    page = await newcomer.go("/webhooks")

    await newcomer.control.disconnect(creator["handle"])

    notice = page.get_by_label("Notices")
    await expect(notice).to_be_visible()
    await expect(notice).to_contain_text(
        "Lena Keller: Postlog was removed from this account in TikTok"
    )
    await expect(notice.get_by_role("link", name="Reconnect")).to_be_visible()
    await axe(page)
    await picture(page, "notice")
    await newcomer.connect(creator)
    await expect(notice).to_have_count(0)


async def test_a_notice_that_was_read_is_shown_no_more(newcomer: Newcomer) -> None:
    creator = await connect_somebody(newcomer)
    page = await newcomer.go("/posts")
    await newcomer.control.disconnect(creator["handle"])
    notice = page.get_by_label("Notices")

    dismiss = "Dismiss: Lena Keller: Postlog was removed from this account in TikTok"
    await notice.get_by_role("button", name=dismiss).click()

    await expect(notice).to_have_count(0)
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Posts")
    await expect(notice).to_have_count(0)


async def test_the_dashboard_keeps_a_notice_that_was_solved(newcomer: Newcomer) -> None:
    creator = await connect_somebody(newcomer)
    page = await newcomer.go("/")
    await newcomer.control.disconnect(creator["handle"])
    card = page.locator(".card").filter(has=page.get_by_role("heading", name="Notices"))
    await expect(card).to_contain_text("1 unread notice")
    await axe(page)

    await newcomer.connect(creator)

    await expect(card).to_contain_text("Solved")
    await expect(card).not_to_contain_text("unread")


async def connect_somebody(newcomer: Newcomer) -> Json:
    """Connect a TikTok user whose tokens TikTok takes no longer; gives the user."""
    await newcomer.sign_up()
    creator = await creator_called(newcomer.control, "Lena Keller")
    account = await newcomer.connect(creator)
    for kind in ("access", "refresh"):
        await newcomer.control.expire(account.open_id, kind)
    return creator
