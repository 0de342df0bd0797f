"""Coming in, going out, and coming in again over a page that one had begun to fill in."""

import re

import pytest
from composing import choose_film, come_to_post, publish_button
from film import webm
from looks import axe, picture
from newcomer import Newcomer
from playwright.async_api import Page, Route, expect

PASSWORD = "correct-horse-battery"


async def fill_in(page: Page, email: str, password: str, button: str) -> None:
    """Fill the form in and send it."""
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name=button, exact=True).click()


async def open_menu(page: Page) -> None:
    """Open what is the person's own."""
    await page.get_by_role("button", name="Account:").click()


async def sign_out(page: Page) -> None:
    """Sign out by the menu."""
    await open_menu(page)
    await page.get_by_role("button", name="Sign out").click()


async def test_whoever_signs_up_comes_to_a_dashboard_that_says_what_to_do(
    newcomer: Newcomer,
) -> None:
    page = await newcomer.go("/sign-up")
    await axe(page)
    await picture(page, "sign-up")

    await fill_in(page, newcomer.new_address(), PASSWORD, "Create account")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")
    await expect(page.get_by_text("Three steps to your first post")).to_be_visible()
    await axe(page)
    await picture(page, "dashboard-first")


async def test_a_visitor_is_asked_to_sign_in_and_led_on_to_where_they_wanted(
    newcomer: Newcomer,
) -> None:
    person = await newcomer.sign_up_elsewhere()
    page = await newcomer.go("/posts?status=FAILED")
    await expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    await axe(page)
    await picture(page, "sign-in")

    await fill_in(page, person.email, person.password, "Sign in")

    await expect(page).to_have_url(re.compile(r"/posts\?status=FAILED$"))


async def test_a_wrong_password_is_told_and_the_address_stays(newcomer: Newcomer) -> None:
    newcomer.expected.append("/api/auth/login")
    page = await newcomer.go("/sign-in")

    await fill_in(page, "nobody@example.org", "wrong-password", "Sign in")

    await expect(page.get_by_role("alert")).to_contain_text("Sign in did not work")
    await expect(page.get_by_role("alert")).not_to_contain_text("Trace id")
    await expect(page.get_by_label("E-mail")).to_have_value("nobody@example.org")
    await axe(page)


async def test_an_incomplete_address_is_told_at_its_field(newcomer: Newcomer) -> None:
    page = await newcomer.go("/sign-in")

    await fill_in(page, "nobody@nowhere", PASSWORD, "Sign in")

    email = page.get_by_label("E-mail")
    await expect(email).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_role("alert")).to_have_text(
        "Enter a full e-mail address, such as name@example.com."
    )
    await axe(page)


async def test_a_password_can_be_shown(newcomer: Newcomer) -> None:
    page = await newcomer.go("/sign-in")
    password = page.get_by_label("Password")
    await password.fill("what I typed")

    await page.get_by_role("button", name="Show password").click()

    await expect(password).to_have_attribute("type", "text")
    await page.get_by_role("button", name="Hide password").click()
    await expect(password).to_have_attribute("type", "password")


async def test_on_a_phone_the_form_comes_first(newcomer: Newcomer) -> None:
    await newcomer.page.set_viewport_size({"width": 320, "height": 568})
    page = await newcomer.go("/sign-in")

    await expect(page.get_by_label("E-mail")).to_be_in_viewport()
    await expect(page.get_by_label("Password")).to_be_in_viewport()


async def test_whoever_signs_out_leaves_nothing_in_another_tab(visitor: Newcomer) -> None:
    # The new tab is empty at first, where the script that every page begins with may store nothing.
    visitor.expected.extend(["401 (Unauthorized)", "Failed to read the 'localStorage' property"])
    page = await visitor.go("/posts")
    other = await visitor.context.new_page()
    await other.goto("/platforms/tiktok/upload")
    await other.get_by_label("Caption").fill("Half a thought")

    await sign_out(page)

    await expect(other).to_have_url(f"{visitor.gateway}/sign-in")
    await expect(other.get_by_role("dialog")).to_have_count(0)
    await expect(page).to_have_url(f"{visitor.gateway}/sign-in")


@pytest.mark.parametrize(("path", "title"), [("/terms", "Terms of use"), ("/privacy", "Privacy")])
async def test_terms_and_privacy_are_read_before_signing_up(
    newcomer: Newcomer, path: str, title: str
) -> None:
    page = await newcomer.go("/sign-up")

    await page.locator(f'a[href="{path}"]').first.click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    await axe(page)


async def test_an_address_that_is_taken_is_told(newcomer: Newcomer) -> None:
    newcomer.expected.append("/api/auth/register")
    person = await newcomer.sign_up_elsewhere()
    page = await newcomer.go("/sign-up")

    await fill_in(page, person.email, PASSWORD, "Create account")

    await expect(page.get_by_role("alert")).to_be_visible()


async def test_an_address_of_another_site_is_not_led_to(newcomer: Newcomer) -> None:
    person = await newcomer.sign_up_elsewhere()
    page = await newcomer.go("/sign-in?next=//elsewhere.example/")

    await fill_in(page, person.email, person.password, "Sign in")

    await expect(page).to_have_url(f"{newcomer.gateway}/")


async def test_signing_out_ends_the_session_and_shows_nothing_more(visitor: Newcomer) -> None:
    # What was under way as the session ended may still be refused.
    visitor.expected.append("401 (Unauthorized)")
    page = await visitor.go("/")

    async with page.expect_response("**/api/auth/logout"):
        await sign_out(page)

    await expect(page).to_have_url(f"{visitor.gateway}/sign-in")
    answer = await visitor.context.request.get(f"{visitor.gateway}/api/auth/session")
    assert answer.status == 401


async def test_signing_out_twice_at_once_is_signing_out(visitor: Newcomer) -> None:
    visitor.expected.append("401 (Unauthorized)")
    page = await visitor.go("/posts")

    await open_menu(page)
    await page.get_by_role("button", name="Sign out").dblclick()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to Postlog")
    await expect(page.get_by_role("alert")).to_have_count(0)
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_signing_out_that_does_not_work_is_told_and_ends_nothing(visitor: Newcomer) -> None:
    visitor.expected.append("net::ERR_FAILED")
    page = await visitor.go("/posts")
    await page.route("**/api/auth/logout", lambda route: route.abort(), times=1)

    await sign_out(page)

    await expect(page.get_by_role("alert")).to_contain_text("You are still signed in")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Posts")
    await axe(page)


async def test_signing_out_during_an_upload_asks_first(newcomer: Newcomer) -> None:
    newcomer.expected.append("401 (Unauthorized)")
    page, _ = await come_to_post(newcomer)
    await choose_film(page, webm(2))
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    await page.route("**/api/tiktok/uploads/**", _hold)
    await publish_button(page).click()
    pause = page.get_by_role("button", name="Pause")
    await expect(pause).to_be_visible()

    await sign_out(page)
    dialog = page.get_by_role("dialog", name="Sign out during an upload?")
    await axe(page)
    await dialog.get_by_role("button", name="Stay signed in").click()
    await expect(dialog).to_have_count(0)
    await expect(pause).to_be_visible()
    await page.get_by_role("button", name="Sign out").click()
    await dialog.get_by_role("button", name="Sign out").click()

    await expect(page).to_have_url(re.compile("/sign-in"))


async def test_a_session_that_ends_over_a_page_loses_nothing_typed(visitor: Newcomer) -> None:
    visitor.expected.append("401 (Unauthorized)")
    person = visitor.person
    page = await visitor.go("/platforms/tiktok/upload")
    await page.get_by_label("Caption").fill("Half a thought")
    await page.get_by_label("Who can see this post").wait_for()

    await visitor.end_session()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Your session has ended")
    await axe(page)
    for _ in range(3):  # Chromium lets a page hold back the first one only
        await page.keyboard.press("Escape")
    await expect(dialog).to_be_visible()
    await dialog.get_by_label("Password").fill(person.password)
    await dialog.get_by_role("button", name="Sign in").click()

    await expect(dialog).to_have_count(0)
    await expect(page.get_by_label("Caption")).to_have_value("Half a thought")
    await page.get_by_role("link", name="Posts", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Posts")


async def test_every_step_is_done_by_keyboard_alone(newcomer: Newcomer) -> None:
    person = await newcomer.sign_up_elsewhere()
    page = await newcomer.go("/sign-in")

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await page.get_by_label("E-mail").focus()
    await page.keyboard.type(person.email)
    await page.keyboard.press("Tab")
    await page.keyboard.type(person.password)
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()


async def _hold(_route: Route) -> None:
    """Let it wait."""
