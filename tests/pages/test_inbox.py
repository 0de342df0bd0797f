"""The inbox: comments and mentions answered, hidden and deleted, while others arrive."""

from collections.abc import AsyncIterator

import pytest_asyncio
from commenting import CAPTION, Commented, commented, connect
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import Locator, Page, Route, expect
from running import Stack

# From a press to the list, a record passes the service, Instagram, the log and the CRM.
SETTLED_MS = 90_000
REPLIES = "**/api/instagram/comments/*/replies"


@pytest_asyncio.fixture(loop_scope="session")
async def account(newcomer: Newcomer, stack: Stack) -> AsyncIterator[Commented]:
    """Somebody new with a connected Instagram account that has a post."""
    async with commented(newcomer, stack.addresses) as account:
        yield account


def card_of(page: Page, text: str) -> Locator:
    """Find the item that says something."""
    return page.locator(".inbox > li").filter(has=page.get_by_text(text, exact=True))


def badge_of(page: Page) -> Locator:
    """Find the number beside the menu's entry."""
    return page.get_by_role("navigation", name="Main").locator(".unanswered")


async def write(card: Locator, text: str) -> None:
    """Open the form of an item and write an answer, without sending it."""
    await card.get_by_role("button", name="Answer", exact=True).click()
    await card.get_by_role("textbox", name="Your answer").fill(text)


async def test_a_comment_is_answered_and_stays_where_it_was(account: Commented) -> None:
    question = await account.comment("When do you open?")
    await account.comment("Looks good", "other_fan")
    page = await account.newcomer.go("/inbox")
    await expect(page.locator(".inbox > li")).to_have_count(2)
    await expect(badge_of(page)).to_have_text("2 unanswered", timeout=SETTLED_MS)
    card = card_of(page, "When do you open?")
    await expect(card).to_contain_text(CAPTION)
    await expect(card.get_by_role("link", name="View on Instagram")).to_be_visible()
    await expect(card.locator("img[src*='/cover']")).to_be_visible()
    # Instagram tells whole seconds: of two comments in one, either may stand first.
    first = page.locator(".inbox > li").first
    place = 0 if "When do you open?" in await first.inner_text() else 1

    await write(card, "At seven")
    await card.get_by_role("button", name="@sample_fan").click()
    await expect(card.get_by_role("textbox", name="Your answer")).to_be_focused()
    await card.get_by_role("button", name="Send the answer").click()

    await expect(card.get_by_text("You answered")).to_be_visible(timeout=SETTLED_MS)
    await expect(card.get_by_text("Answered", exact=True)).to_be_visible(timeout=SETTLED_MS)
    await expect(badge_of(page)).to_have_text("1 unanswered", timeout=SETTLED_MS)
    assert [one["text"] for one in await account.answers(account.media_id)] == [
        "At seven @sample_fan"
    ]
    assert (await account.instagram.comments(account.media_id))[0]["id"] == question
    await expect(page.locator(".inbox > li").nth(place)).to_contain_text("When do you open?")
    await page.reload()
    await expect(page.locator(".inbox > li").first).to_contain_text("Looks good")
    await card.get_by_role("button", name="Conversation: 1 other comment").click()
    talk = card.get_by_role("list", name="Conversation")
    await expect(talk.get_by_role("listitem")).to_have_count(2)
    await expect(talk).to_contain_text("At seven @sample_fan")


async def test_two_presses_are_one_answer(account: Commented) -> None:
    await account.comment("How much is it?")
    page = await account.newcomer.go("/inbox")
    card = card_of(page, "How much is it?")

    await write(card, "Two euros")
    await card.get_by_role("button", name="Send the answer").dblclick()

    await expect(card.get_by_text("You answered")).to_be_visible(timeout=SETTLED_MS)
    assert len(await account.answers(account.media_id)) == 1


async def test_an_answer_whose_receipt_was_lost_is_sent_once_when_it_is_sent_again(
    account: Commented,
) -> None:
    account.newcomer.expected.extend(["/replies", "ERR_FAILED"])
    await account.comment("Is it vegan?")
    page = await account.newcomer.go("/inbox")
    card = card_of(page, "Is it vegan?")
    await page.route(REPLIES, _lose_the_answer)

    await write(card, "Yes")
    await card.get_by_role("button", name="Send the answer").click()
    await expect(card.get_by_text("Your answer was not sent")).to_be_visible()
    await page.unroute(REPLIES)
    await card.get_by_role("button", name="Send the answer").click()

    await expect(card.get_by_text("You answered")).to_have_count(1, timeout=SETTLED_MS)
    assert len(await account.answers(account.media_id)) == 1


async def test_a_refused_answer_says_why_and_is_sent_again_with_its_text(
    account: Commented,
) -> None:
    await account.comment("Do you deliver?")
    await account.instagram.plan_fault(
        endpoint="/{comment}/replies", kind="status", method="POST", status=400, code="100"
    )
    page = await account.newcomer.go("/inbox")
    card = card_of(page, "Do you deliver?")

    await write(card, "Not yet")
    await card.get_by_role("button", name="Send the answer").click()
    await expect(card.get_by_text("Your answer was not posted")).to_be_visible(timeout=SETTLED_MS)
    await axe(page)
    await card.get_by_role("button", name="Answer again").click()
    await expect(card.get_by_role("textbox", name="Your answer")).to_have_value("Not yet")
    await card.get_by_role("button", name="Send the answer").click()

    await expect(card.get_by_text("You answered")).to_be_visible(timeout=SETTLED_MS)
    assert len(await account.answers(account.media_id)) == 1


async def test_a_comment_is_answered_privately_once(account: Commented) -> None:
    comment_id = await account.comment("My order has not come")
    page = await account.newcomer.go("/inbox")
    card = card_of(page, "My order has not come")

    await write(card, "Please send us its number")
    who = card.get_by_role("group", name="Who sees it")
    await expect(who.get_by_role("radio", name="Everybody")).to_be_checked()
    await who.get_by_role("radio", name="Only the author").check()
    await axe(page)
    await picture(page, "inbox-private-answer")
    await card.get_by_role("button", name="Send the message").click()

    await expect(card.get_by_text("You answered privately")).to_be_visible(timeout=SETTLED_MS)
    await expect(card.get_by_text("Answered", exact=True)).to_be_visible(timeout=SETTLED_MS)
    [message] = await account.instagram.private_answers(comment_id)
    assert message["text"] == "Please send us its number"
    assert await account.answers(account.media_id) == []
    await card.get_by_role("button", name="Answer", exact=True).click()
    await expect(card.get_by_role("textbox", name="Your answer")).to_be_visible()
    await expect(who).to_have_count(0)


async def test_a_comment_is_hidden_and_shown_again(account: Commented) -> None:
    spam = await account.comment("Buy followers here")
    page = await account.newcomer.go("/inbox")
    card = card_of(page, "Buy followers here")

    await card.get_by_role("button", name="Hide").click()
    await expect(card.get_by_text("Hidden", exact=True)).to_be_visible(timeout=SETTLED_MS)
    await expect(card.get_by_role("button", name="Answer", exact=True)).to_have_count(0)
    await expect(badge_of(page)).to_have_count(0, timeout=SETTLED_MS)
    assert (await account.instagram.comment_of(spam))["is_hidden"]
    await card.get_by_role("button", name="Show again").click()

    await expect(card.get_by_role("button", name="Answer", exact=True)).to_be_visible()
    await expect(badge_of(page)).to_have_text("1 unanswered", timeout=SETTLED_MS)
    assert not (await account.instagram.comment_of(spam))["is_hidden"]


async def test_a_comment_is_deleted_only_after_a_question(account: Commented) -> None:
    await account.comment("Terrible")
    page = await account.newcomer.go("/inbox")
    card = card_of(page, "Terrible")

    await card.get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog", name="Delete this comment?")
    await expect(dialog).to_contain_text("This cannot be undone")
    await axe(page)
    await dialog.get_by_role("button", name="Keep it").click()
    assert len(await account.instagram.comments(account.media_id)) == 1
    await card.get_by_role("button", name="Delete…").click()
    await dialog.get_by_role("button", name="Delete", exact=True).click()

    await expect(card.get_by_text("Deleted by you")).to_be_visible(timeout=SETTLED_MS)
    await expect(card.get_by_role("button")).to_have_count(0)
    assert await account.instagram.comments(account.media_id) == []
    await page.get_by_label("Show").select_option("deleted")
    await expect(card.get_by_text("Deleted by you")).to_be_visible(timeout=SETTLED_MS)


async def test_a_comment_that_is_gone_says_so_and_the_text_is_not_lost(
    account: Commented,
) -> None:
    gone = await account.comment("Oops, wrong page")
    page = await account.newcomer.go("/inbox")
    card = card_of(page, "Oops, wrong page")

    await write(card, "No problem at all")
    await account.instagram.delete_comment(gone)
    await card.get_by_role("button", name="Hide").click()

    await expect(card.get_by_text("no longer on Instagram")).to_be_visible(timeout=SETTLED_MS)
    await expect(card.get_by_text("No problem at all")).to_be_visible()
    await expect(card.get_by_role("button", name="Send the answer")).to_have_count(0)
    await axe(page)


async def test_a_mention_in_a_caption_and_one_in_a_comment_are_answered(
    account: Commented,
) -> None:
    in_caption = await account.mention("Lunch at @you")
    in_comment = await account.mention("Ask @you", in_comment=True)
    page = await account.newcomer.go("/inbox?kind=mention")

    for media_id, said in ((in_caption, "Lunch at @you"), (in_comment, "Ask @you")):
        card = card_of(page, said)
        await write(card, f"Thanks: {said}")
        await card.get_by_role("textbox", name="Your answer").press("Control+Enter")
        await expect(card.get_by_text("You answered")).to_be_visible(timeout=SETTLED_MS)
        [answer] = await account.answers(media_id)
        assert answer["text"] == f"Thanks: {said}"

    await expect(badge_of(page)).to_have_count(0, timeout=SETTLED_MS)
    await expect(page.get_by_role("button", name="Hide")).to_have_count(0)


async def test_what_arrives_while_somebody_types_takes_neither_text_nor_place(
    account: Commented,
) -> None:
    for number in range(4):
        await account.comment(f"Comment {number}")
    page = await account.newcomer.go("/inbox")
    card = card_of(page, "Comment 2")
    await write(card, "I am still wri")
    field = card.get_by_role("textbox", name="Your answer")
    before = await field.bounding_box()

    await account.comment("Just arrived")

    await expect(page.locator(".inbox > li").first).to_contain_text("Just arrived")
    await expect(field).to_be_focused()
    await field.press_sequentially("ting")
    await expect(field).to_have_value("I am still writing")
    after = await field.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2


async def test_the_inbox_is_narrowed_to_an_account_and_to_what_waits(account: Commented) -> None:
    other = await connect(account.newcomer, account.instagram)
    await account.comment("For the first")
    await other.comment("For the second")
    page = await account.newcomer.go("/inbox?shown=unanswered")
    await expect(page.locator(".inbox > li")).to_have_count(2)

    await page.get_by_label("Account").select_option(other.account_id)
    await expect(page.locator(".inbox > li")).to_have_count(1)
    card = card_of(page, "For the second")
    await write(card, "Hello")
    await card.get_by_role("button", name="Send the answer").click()
    await expect(card.get_by_text("Answered", exact=True)).to_be_visible(timeout=SETTLED_MS)
    await page.reload()

    await expect(page.get_by_text("All answered")).to_be_visible()


async def test_the_address_of_the_comments_leads_to_the_inbox(account: Commented) -> None:
    await account.comment("Found")

    page = await account.newcomer.go(
        f"/platforms/instagram/comments?account={account.account_id}&shown=unanswered"
    )

    await expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    await page.wait_for_url(f"**/inbox?account={account.account_id}&shown=unanswered")
    await expect(card_of(page, "Found")).to_be_visible()


async def test_the_inbox_is_used_with_the_keyboard_alone(account: Commented) -> None:
    await account.comment("By keyboard?")
    page = await account.newcomer.go("/inbox")
    card = card_of(page, "By keyboard?")

    await card.get_by_role("button", name="Answer", exact=True).press("Enter")
    await expect(card.get_by_role("textbox", name="Your answer")).to_be_focused()
    await page.keyboard.type("Yes")
    await page.keyboard.press("Control+Enter")
    await expect(card.get_by_role("button", name="Answer", exact=True)).to_be_focused()
    await expect(card.get_by_text("You answered")).to_be_visible(timeout=SETTLED_MS)
    await card.get_by_role("button", name="Delete…").press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(card.get_by_role("button", name="Delete…")).to_be_focused()


async def test_the_inbox_looks_as_it_should(account: Commented) -> None:
    first = await account.comment("When do you open? I would come by on Sunday with my family.")
    await account.comment("I would like to know that too", "other_fan", first)
    await account.comment("Buy followers here", "spam.account")
    await account.mention("Best bread in town, thanks @you")
    page = await account.newcomer.go("/inbox")
    spam = card_of(page, "Buy followers here")
    await spam.get_by_role("button", name="Hide").click()
    await expect(spam.get_by_text("Hidden", exact=True)).to_be_visible(timeout=SETTLED_MS)
    card = card_of(page, "When do you open? I would come by on Sunday with my family.")
    await card.get_by_role("button", name="Conversation: 1 other comment").click()
    await expect(card.get_by_role("list", name="Conversation")).to_contain_text("know that too")
    await write(card, "At seven, also on Sundays")

    await axe(page)
    await picture(page, "inbox")


async def _lose_the_answer(route: Route) -> None:
    """Let the request reach Postlog, and tell the page nothing of what it answers."""
    await route.fetch()
    await route.abort()
