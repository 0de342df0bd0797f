"""What is chosen, current or on can be told from what is not in the colours of the system alone."""

from composing import come_to_post
from newcomer import Newcomer
from playwright.async_api import Locator, expect

BACKGROUND = "one => getComputedStyle(one).backgroundColor"
LOOK = "one => getComputedStyle(one).appearance"
EDGE = "one => getComputedStyle(one).borderTopWidth"


async def test_the_current_place_of_the_menu_looks_unlike_the_others(newcomer: Newcomer) -> None:
    await newcomer.page.emulate_media(forced_colors="active")
    await newcomer.sign_up()
    for path, name in (("/posts", "Main"), ("/help/connect", "Help")):
        page = await newcomer.go(path)
        menu = page.get_by_role("navigation", name=name)
        current = menu.locator("[aria-current=page]")
        other = menu.locator("a:not([aria-current])").first

        await expect(current).to_be_visible()
        assert await current.evaluate(BACKGROUND) != await other.evaluate(BACKGROUND)


async def test_a_chosen_segment_and_a_switch_show_what_they_are_set_to(newcomer: Newcomer) -> None:
    await newcomer.page.emulate_media(forced_colors="active")
    page, _ = await come_to_post(newcomer)
    photos = page.get_by_role("radio", name="Photos")
    await photos.check()

    video = page.get_by_role("radio", name="Video file")
    assert await _around(photos).evaluate(BACKGROUND) != await _around(video).evaluate(BACKGROUND)
    assert await page.get_by_role("switch").first.evaluate(LOOK) == "auto"


async def test_a_status_keeps_its_shape(newcomer: Newcomer) -> None:
    await newcomer.page.emulate_media(forced_colors="active")
    await newcomer.sign_up()
    await newcomer.connect()

    page = await newcomer.go("/platforms/connect/tiktok")

    pill = page.get_by_text("Connected", exact=True).first
    await expect(pill).to_be_visible()
    assert await pill.evaluate(EDGE) == "1px"


def _around(radio: Locator) -> Locator:
    return radio.locator("xpath=..")
