"""The pages of operators: a dead letter is read, put right and redriven; consumers are shown."""

import poison
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import expect
from running import Stack
from waiting import until

LETTERS = "/api/crm/operations/dead-letters"


async def become_operator(newcomer: Newcomer, stack: Stack) -> None:
    """Sign up, be named an operator, and sign in anew: the role is in the session's token."""
    person = await newcomer.sign_up()
    stack.auth("grant-operator", person.email)
    told = {"email": person.email, "password": person.password}
    newcomer.csrf = (await newcomer.api("POST", "/api/auth/login", told))["csrf"]


async def bury(newcomer: Newcomer, stack: Stack, text: str) -> poison.Poison:
    """Append a record that cannot be handled, and wait until it is a dead letter."""
    record = poison.mention_of(newcomer.person.user_id, text)
    await poison.append(stack.addresses.kafka, record)

    async def look() -> bool:
        found = await newcomer.api("GET", f"{LETTERS}?account_id={record.account_id}")
        return bool(found["dead_letters"])

    await until("the dead letter", look, 90, pause=0.5)
    return record


async def test_only_operators_are_led_to_the_operations(newcomer: Newcomer) -> None:
    await newcomer.sign_up()

    page = await newcomer.go("/operations")

    await expect(page.get_by_text("This page is for operators")).to_be_visible()
    menu = page.get_by_role("navigation", name="Main")
    await expect(menu.get_by_role("link", name="Webhooks")).to_be_visible()
    await expect(menu.get_by_role("link", name="Operations")).to_have_count(0)


async def test_a_dead_letter_is_put_right_and_redriven_once(
    newcomer: Newcomer, stack: Stack
) -> None:
    await become_operator(newcomer, stack)
    record = await bury(newcomer, stack, "Put right by an operator")
    page = await newcomer.go(f"/operations?account={record.account_id}")
    letters = page.get_by_role("list", name="Dead letters")
    await expect(letters.get_by_text("Is not valid", exact=True)).to_be_visible()
    await expect(letters.get_by_text("Not redriven", exact=True)).to_be_visible()

    await letters.get_by_role("button", name="Show the record").click()
    await expect(letters.get_by_role("region", name="Value").first).to_contain_text(
        record.account_id
    )
    await axe(page)
    await picture(page, "operations-letter")
    await letters.get_by_role("button", name="Redrive…").click()
    dialog = page.get_by_role("dialog", name="Redrive this record?")
    await dialog.get_by_label("Put the value right first").check()
    await dialog.get_by_label("Value", exact=True).fill(record.mended)
    await axe(page)
    await dialog.get_by_role("button", name="Redrive").click()

    await expect(letters.get_by_text("Redriven, changed")).to_be_visible()
    await expect(letters.get_by_role("button", name="Redrive…")).to_have_count(0)

    async def look() -> bool:
        found = await newcomer.api("GET", "/api/crm/instagram/inbox")
        return [one["text"] for one in found["items"]] == ["Put right by an operator"]

    await until("the mention in the inbox", look, 90, pause=0.5)


async def test_consumers_are_shown_with_what_they_have_not_read(
    newcomer: Newcomer, stack: Stack
) -> None:
    await become_operator(newcomer, stack)
    page = await newcomer.go("/operations")
    await page.get_by_role("link", name="Consumers").click()

    row = page.get_by_role("row").filter(has_text="crm-projector").filter(has_text=poison.TOPIC)

    await expect(row).to_have_count(1)
    await axe(page)
    await picture(page, "operations-consumers")
