"""What the tests of the pages rely on: a browser that tells of everything that goes wrong in it."""

from pathlib import Path

import pytest
from looks import axe, picture
from newcomer import Newcomer
from waiting import Missing

MISSHAPEN = """() => {
  document.body.innerHTML = '<img src="/favicon.svg"><div>wide</div>';
  document.body.lastChild.style.width = '4000px';
}"""


async def test_a_newcomer_finds_nothing_to_complain_of(newcomer: Newcomer) -> None:
    await newcomer.go("/sign-up")

    newcomer.watch.require_peace()
    assert f"{newcomer.gateway}/sign-up" in newcomer.watch.requests


async def test_a_complaint_of_the_console_is_noticed(newcomer: Newcomer) -> None:
    await newcomer.go("/sign-up")
    await newcomer.page.evaluate("console.error('that failed')")

    with pytest.raises(Missing, match="that failed"):
        newcomer.watch.require_peace()

    newcomer.expected.append("that failed")
    newcomer.watch.require_peace()


async def test_an_error_that_nobody_catches_is_noticed(newcomer: Newcomer) -> None:
    await newcomer.go("/sign-up")
    async with newcomer.context.expect_event("weberror"):
        await newcomer.page.evaluate("setTimeout(() => { throw new Error('loose end') })")

    newcomer.expected.append("loose end")
    assert "uncaught: loose end" in newcomer.watch.complaints
    assert newcomer.watch.unexpected() == []


async def test_s32_what_the_policy_refuses_is_noticed(newcomer: Newcomer) -> None:
    await newcomer.go("/sign-up")
    async with newcomer.context.expect_event("console", lambda one: "refuses" in one.text):
        await newcomer.page.evaluate(
            "document.body.append(Object.assign(new Image(), {src: 'https://tiktok.example/a'}))"
        )

    assert any("img-src refuses" in one for one in newcomer.watch.complaints)
    newcomer.expected.extend(["img-src", "tiktok.example"])


async def test_s32_a_request_to_a_third_party_is_noticed(newcomer: Newcomer) -> None:
    await newcomer.go("/sign-up")
    async with newcomer.context.expect_event("request", lambda one: "example" in one.url):
        await newcomer.page.evaluate("void (location.href = 'http://third.example/')")

    assert "foreign: GET http://third.example/" in newcomer.watch.complaints
    newcomer.expected.append("third.example")


async def test_a_page_that_is_misshapen_is_noticed(
    newcomer: Newcomer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENSHOTS", str(tmp_path))
    await newcomer.go("/sign-up")
    await newcomer.page.evaluate(MISSHAPEN)

    with pytest.raises(Missing, match="image-alt"):
        await axe(newcomer.page)
    with pytest.raises(Missing, match="within 320 px"):
        await picture(newcomer.page, "misshapen")


async def test_somebody_connects_without_the_pages(visitor: Newcomer) -> None:
    await visitor.go("/")

    accounts = await visitor.api("GET", "/api/auth/accounts")
    assert [one["status"] for one in accounts["accounts"]] == ["CONNECTED"]
