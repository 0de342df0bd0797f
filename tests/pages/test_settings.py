"""The person's own account: password, sessions, colours and data; and a password forgotten."""

import json
import re
from typing import Any

from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import Browser, Page, expect
from postbox import Postbox

NEW = "quite-another-horse"
SUBJECT = "Choose a new password for Postlog"


async def sign_in(page: Page, email: str, password: str) -> None:
    """Fill the form in that is there, and send it."""
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def test_a_forgotten_password_is_replaced_by_a_mailed_link(
    newcomer: Newcomer, postbox: Postbox
) -> None:
    newcomer.expected.append("/api/auth/password-resets/confirm")
    person = await newcomer.sign_up_elsewhere()
    page = await newcomer.go("/sign-in")
    await page.get_by_role("link", name="Forgot your password?").click()
    await axe(page)
    await picture(page, "forgot-password")
    await page.get_by_label("E-mail").fill(person.email)
    await page.get_by_role("button", name="Send the link").click()
    await expect(page.get_by_role("alert")).to_contain_text("Check your email")
    await axe(page)

    letter = await postbox.letter_to(person.email, SUBJECT)
    [link] = re.findall(r"http\S+/new-password#\S+", letter.get_content())
    await page.goto(link)
    await axe(page)
    await picture(page, "new-password")
    await page.get_by_role("textbox", name="New password").fill(NEW)
    await page.get_by_role("button", name="Change password").click()

    await expect(page.get_by_role("alert")).to_contain_text("Your password was changed")
    await page.get_by_role("link", name="Sign in").click()
    await sign_in(page, person.email, NEW)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")
    await page.goto(link)
    await page.reload()  # a link that differs after the # alone loads nothing
    await page.get_by_role("textbox", name="New password").fill("a-third-horse")
    await page.get_by_role("button", name="Change password").click()
    await expect(page.get_by_role("alert")).to_contain_text("This link was used")


async def test_the_settings_are_reached_from_the_menu(newcomer: Newcomer) -> None:
    person = await newcomer.sign_up()
    page = await newcomer.go("/posts")

    await page.get_by_role("button", name="Account:").click()
    await axe(page)
    await page.get_by_role("link", name="Settings").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    await expect(page.get_by_role("link", name="Settings")).to_have_count(0)
    await expect(page.get_by_text(f"You are signed in as {person.email}.")).to_be_visible()
    await expect(page.get_by_text("— this browser")).to_be_visible()
    await axe(page)
    await picture(page, "settings")


async def test_the_menu_closes_by_escape_and_by_a_press_elsewhere(newcomer: Newcomer) -> None:
    await newcomer.sign_up()
    page = await newcomer.go("/posts")
    menu, out = page.get_by_role("button", name="Account:"), page.get_by_text("Sign out")

    await menu.click()
    await expect(out).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(out).to_be_hidden()
    await expect(menu).to_be_focused()
    await menu.click()
    await page.get_by_role("heading", level=1).click()
    await expect(out).to_be_hidden()


async def test_a_password_is_changed_with_the_old_one(newcomer: Newcomer) -> None:
    newcomer.expected.append("/api/auth/me/password")
    person = await newcomer.sign_up()
    page = await newcomer.go("/settings")

    await change(page, "a-guess-at-it")
    await expect(page.get_by_role("alert")).to_have_text("This is not your password.")
    await axe(page)
    await change(page, person.password)

    await expect(page.get_by_role("alert")).to_contain_text("Your password was changed")
    await newcomer.api("POST", "/api/auth/login", {"email": person.email, "password": NEW})


async def change(page: Page, old: str) -> None:
    """Fill the form in, and send it."""
    await page.get_by_label("Current password").fill(old)
    await page.get_by_role("textbox", name="New password").fill(NEW)
    await page.get_by_role("button", name="Change password").click()


async def test_a_session_elsewhere_is_ended_from_here(newcomer: Newcomer, browser: Browser) -> None:
    person = await newcomer.sign_up()
    context = await browser.new_context(base_url=newcomer.gateway)
    told = {"email": person.email, "password": person.password}
    headers = {"Origin": newcomer.gateway, "User-Agent": "Firefox/145.0 (Windows NT 10.0)"}
    await context.request.post("/api/auth/login", data=told, headers=headers)
    page = await newcomer.go("/settings")

    await page.get_by_role("button", name="Sign out of Firefox on Windows").click()

    await expect(page.get_by_text("Firefox on Windows")).to_have_count(0)
    await expect(page.get_by_text("— this browser")).to_be_visible()
    answer = await context.request.get("/api/auth/session")
    assert answer.status == 401
    await context.close()


async def test_signing_out_everywhere_leads_to_the_sign_in_page(newcomer: Newcomer) -> None:
    newcomer.expected.append("401 (Unauthorized)")
    await newcomer.sign_up()
    page = await newcomer.go("/settings")

    await page.get_by_role("button", name="Sign out everywhere").click()

    await expect(page).to_have_url(f"{newcomer.gateway}/sign-in")


async def test_colours_are_chosen_and_kept(newcomer: Newcomer) -> None:
    await newcomer.sign_up()
    page = await newcomer.go("/settings")
    html = page.locator("html")

    await page.get_by_role("radio", name="Dark").check()
    await expect(html).to_have_attribute("data-theme", "dark")
    await page.reload()
    await expect(html).to_have_attribute("data-theme", "dark")
    await page.get_by_role("radio", name="As this device").check()

    await expect(html).not_to_have_attribute("data-theme", "dark")
    await expect(page.get_by_text("UTC (GMT", exact=False)).to_be_visible()


async def test_a_person_downloads_what_is_kept_of_them(visitor: Newcomer) -> None:
    page = await visitor.go("/settings")

    async with page.expect_download() as started:
        await page.get_by_role("button", name="Export my data").click()
    found: dict[str, Any] = json.loads((await (await started.value).path()).read_bytes())

    assert found["auth"]["email"] == visitor.person.email
    [account] = found["accounts"]["accounts"]
    assert found[f"timeline_{account['account_id']}"]
    assert found["tiktok_posts"] == []
    await expect(page.get_by_text("The file is among your downloads.")).to_be_visible()


async def test_an_account_is_deleted_whole(visitor: Newcomer) -> None:
    visitor.expected.extend(["/api/auth/me ", "/api/auth/me)", "401 (Unauthorized)"])
    person = visitor.person
    page = await visitor.go("/settings")
    await page.get_by_role("button", name="Delete my account").click()
    dialog = page.get_by_role("dialog", name="Delete your account?")
    await axe(page)
    await picture(page, "delete-account")
    await dialog.get_by_label("Your password").fill("a-guess-at-it")
    await dialog.get_by_role("button", name="Delete everything").click()
    await expect(dialog.get_by_role("alert")).to_have_text("This is not your password.")

    await dialog.get_by_label("Your password").fill(person.password)
    await dialog.get_by_role("button", name="Delete everything").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Your account is deleted")
    await expect(page.get_by_text("Everything is erased")).to_be_visible(timeout=60_000)
    await expect(page.get_by_text("1 of 1")).to_have_count(2)
    await axe(page)
    await picture(page, "erasure")
    await page.goto("/sign-in")
    await sign_in(page, person.email, person.password)
    await expect(page.get_by_role("alert")).to_contain_text("Sign in did not work")
