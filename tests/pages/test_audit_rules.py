"""The rules that TikTok's audit checks on the page one posts from, each by its number.

https://developers.tiktok.com/doc/content-sharing-guidelines
"""

import hashlib
import re

from composing import (
    PUBLISH,
    choose_film,
    come_to_post,
    publish_button,
)
from film import webm
from journey import new_creator
from newcomer import Newcomer
from playwright.async_api import Page, expect

BOTH = "You need to indicate if your content promotes yourself, a third party, or both."
CREATOR_INFO = "/v2/post/publish/creator_info/query/"
NEVER_PRIVATE = "Branded content visibility cannot be set to private."


async def test_rule_7_1_the_creator_is_asked_for_at_each_rendering_and_named(
    newcomer: Newcomer,
) -> None:
    creator = await new_creator(newcomer.control)
    await newcomer.control.change(creator["handle"], nickname="Mara of the Mill")
    page, account = await come_to_post(newcomer, creator)
    await expect(page.get_by_label("Creator")).to_contain_text("Mara of the Mill")
    asked = await newcomer.control.requests(open_id=account.open_id, path=CREATOR_INFO)

    await newcomer.control.change(creator["handle"], nickname="Mara of the Sea")
    await newcomer.go("/platforms/tiktok/upload")

    await expect(page.get_by_label("Creator")).to_contain_text("Mara of the Sea")
    again = await newcomer.control.requests(open_id=account.open_id, path=CREATOR_INFO)
    assert len(again) == len(asked) + 1


async def test_rule_7_1_a_creator_who_may_not_post_now_is_stopped(newcomer: Newcomer) -> None:
    newcomer.expected.append("/api/tiktok/creator")
    creator = await new_creator(newcomer.control)
    await newcomer.control.change(creator["handle"], posts_by_other_apps=15)
    page, _ = await come_to_post(newcomer, creator)

    await expect(page.get_by_role("alert")).to_contain_text("This account cannot post right now")
    await expect(publish_button(page)).to_have_count(0)


async def test_rule_7_1_a_video_that_is_too_long_is_stopped_before_it_is_sent(
    newcomer: Newcomer,
) -> None:
    page, _ = await come_to_post(newcomer)
    await choose_film(page, webm(700))
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")

    await expect(page.get_by_role("alert")).to_have_text(
        "This video lasts 11 min 40 s; this account may post up to 10 min."
    )
    await expect(publish_button(page)).to_be_disabled()


async def test_rule_7_2_nothing_is_chosen_for_the_person(newcomer: Newcomer) -> None:
    page, _ = await come_to_post(newcomer)
    privacy = page.get_by_label("Who can see this post")

    await expect(privacy).to_have_value("")
    levels = await privacy.locator("option:not([value=''])").evaluate_all(
        "options => options.map(option => option.value)"
    )
    assert levels == ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
    for name in ("Comment", "Duet", "Stitch"):
        await expect(page.get_by_role("checkbox", name=name, exact=True)).to_be_enabled()
        await expect(page.get_by_role("checkbox", name=name, exact=True)).not_to_be_checked()


async def test_rule_7_2_what_the_creator_has_turned_off_cannot_be_allowed(
    newcomer: Newcomer,
) -> None:
    creator = await new_creator(newcomer.control, private=True)
    await newcomer.control.change(creator["handle"], comment_disabled=True)
    page, _ = await come_to_post(newcomer, creator)

    for name in ("Comment", "Duet", "Stitch"):
        await expect(page.get_by_role("checkbox", name=name, exact=True)).to_be_disabled()
    await expect(page.get_by_text("turned comments off in TikTok")).to_be_visible()

    await page.get_by_role("radio", name="Photos").check()

    await expect(page.get_by_role("checkbox", name="Duet", exact=True)).to_have_count(0)
    await expect(page.get_by_role("checkbox", name="Stitch", exact=True)).to_have_count(0)


async def test_rule_7_3_a_disclosure_says_whom_it_promotes(newcomer: Newcomer) -> None:
    page, _ = await come_to_post(newcomer)
    await choose_film(page, webm(2))
    await page.get_by_label("Who can see this post").select_option("PUBLIC_TO_EVERYONE")
    toggle = page.get_by_role("switch", name="Disclose commercial content")
    own = page.get_by_role("checkbox", name="Your brand")
    branded = page.get_by_role("checkbox", name="Branded content")
    await expect(toggle).not_to_be_checked()
    await expect(own).to_have_count(0)
    await expect(page.get_by_text("will be labeled as")).to_have_count(0)
    await expect(publish_button(page)).to_be_enabled()

    await toggle.check()
    await expect(publish_button(page)).to_be_disabled()
    await expect(publish_button(page)).to_have_attribute("title", BOTH)
    await expect(page.get_by_text("will be labeled as")).to_have_count(0)

    await own.check()
    await expect(
        page.get_by_text("Your photo/video will be labeled as 'Promotional content'")
    ).to_be_visible()
    await branded.check()
    await expect(
        page.get_by_text("Your photo/video will be labeled as 'Paid partnership'")
    ).to_be_visible()
    await expect(publish_button(page)).to_be_enabled()


async def test_rule_7_3_branded_content_is_never_private(newcomer: Newcomer) -> None:
    page, _ = await come_to_post(newcomer)
    await choose_film(page, webm(2))
    privacy = page.get_by_label("Who can see this post")
    await privacy.select_option("SELF_ONLY")

    await page.get_by_role("switch", name="Disclose commercial content").check()
    await page.get_by_role("checkbox", name="Branded content").check()

    private = privacy.locator("option[value=SELF_ONLY]")
    await expect(private).to_be_disabled()
    await expect(private).to_have_attribute("title", NEVER_PRIVATE)
    await expect(privacy).to_have_value("")
    await expect(page.get_by_role("alert")).to_contain_text(NEVER_PRIVATE)
    await expect(publish_button(page)).to_be_disabled()


async def test_rule_7_4_what_one_agrees_to_stands_before_the_button(newcomer: Newcomer) -> None:
    page, _ = await come_to_post(newcomer)
    music = "By posting, you agree to TikTok's Music Usage Confirmation."
    both = "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation."
    await _require_declaration(page, music, ["music-usage-confirmation"])

    await page.get_by_role("switch", name="Disclose commercial content").check()
    await page.get_by_role("checkbox", name="Your brand").check()
    await _require_declaration(page, music, ["music-usage-confirmation"])

    await page.get_by_role("checkbox", name="Branded content").check()
    await _require_declaration(page, both, ["bc-policy", "music-usage-confirmation"])


async def test_rule_7_5_nothing_is_sent_before_the_press_and_then_as_it_was_shown(
    newcomer: Newcomer,
) -> None:
    page, account = await come_to_post(newcomer)
    film = webm(2)
    await choose_film(page, film)
    await expect(page.get_by_label("Preview").locator("video")).to_be_visible()
    await expect(page.get_by_text("may need a few minutes")).to_be_visible()
    await page.get_by_label("Caption").fill("Day 3 #bread")
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    assert await newcomer.control.inits(account.open_id) == []

    await publish_button(page).click()
    await page.wait_for_url(re.compile("/posts/"))
    await expect(page.get_by_text("Published.", exact=True)).to_be_visible()

    [sent] = await newcomer.control.publishes(account.open_id)
    assert (sent["title"], sent["privacy_level"]) == ("Day 3 #bread", "SELF_ONLY")
    assert sent["sha256"] == hashlib.sha256(film).hexdigest()


async def test_rule_7_6_no_secret_comes_near_the_page(newcomer: Newcomer) -> None:
    page, account = await come_to_post(newcomer)
    address = await newcomer.control.serve("audit.mp4")
    await page.get_by_role("radio", name="Video address").check()
    await page.get_by_label("Address of the video").fill(address)
    await page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    answers: list[str] = []

    async with page.expect_response(PUBLISH) as answered:
        await publish_button(page).click()
    answers.append(await (await answered.value).text())
    await page.wait_for_url(re.compile("/posts/"))
    answers.append(await page.content())

    [sent] = await newcomer.control.publishes(account.open_id)
    assert sent["source"] == "PULL_FROM_URL"
    secrets = await newcomer.control.secrets()
    assert secrets
    assert not [one for one in secrets if any(one in answer for answer in answers)]


async def _require_declaration(page: Page, sentence: str, policies: list[str]) -> None:
    """Find the sentence right before the button, with links to what it names."""
    card = page.get_by_label("Publish", exact=True)
    declaration = card.locator("p", has=page.get_by_role("link")).last
    await expect(declaration).to_have_text(sentence)
    links = await declaration.get_by_role("link").evaluate_all("all => all.map(one => one.href)")
    page_of = "https://www.tiktok.com/legal/page/global"
    assert links == [f"{page_of}/{policy}/en" for policy in policies]
    follows = await declaration.evaluate("one => one.parentElement.nextElementSibling.innerText")
    assert follows == "Publish to TikTok"
