"""A host application of another origin: its user connects and posts, and nobody tricks them."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import crm
import pytest
import pytest_asyncio
from browser import API, PAGE, Answer, open_browser
from connecting import consent_of, wait_until_connected
from control import Control, Json
from foreign import Blocked
from host import Guest, Host, consent, guest_of
from journey import Account, new_creator
from posting import begin, send, wait_for_status, wish_to_send
from upload import Video

pytestmark = pytest.mark.asyncio(loop_scope="session")
SMALL = Video("host", 55_009)
ELSEWHERE = "http://127.0.0.1:1"
SERVICES = ("/api/auth/accounts", "/api/tiktok/posts/unknown", "/api/crm/accounts")


@pytest_asyncio.fixture(loop_scope="session")
async def guest(host: Host, canaries: set[str]) -> AsyncIterator[Guest]:
    """Somebody new at the example's page."""
    async with guest_of(host, canaries) as guest:
        yield guest


async def allow(guest: Guest, link: str, creator: Json) -> tuple[Answer, list[str]]:
    """Open a link and allow; ends on whatever page that leads to."""
    asked, _ = await guest.browser.open(link)
    form = consent_of(asked.require(200).page(), creator["handle"])
    return await guest.browser.open(asked.url, form)


async def test_a_page_of_another_origin_connects_an_account_and_posts_to_it(
    host: Host, guest: Guest, control: Control
) -> None:
    creator, page = await new_creator(control), guest.page
    begun = await guest.begin()
    _, trail = await allow(guest, begun["authorize_url"], creator)
    [account] = await guest.accounts()
    await wait_until_connected(page, account["account_id"])
    connected = Account(account["account_id"], creator["open_id"], creator["handle"])
    started = await begin(page, wish_to_send(connected, SMALL, privacy_level="PUBLIC_TO_EVERYONE"))
    await send(page, started, SMALL)
    await wait_for_status(page, started["post_id"], "PUBLISH_COMPLETE", public=1)
    row = await crm.wait_for_row(page, started["post_id"], "PUBLISH_COMPLETE", public=1)
    known = await control.publish(started["publish_id"])

    assert trail[1:] == [
        f"303 {host.gateway}/api/auth/tiktok/callback",
        f"303 {host.origin}/connected",
        f"200 {host.origin}/",
    ]
    assert known["uploaded_bytes"] == SMALL.size
    assert row["post_ids"] == known["post_ids"]
    assert page.cookies() == {}


@pytest.mark.parametrize("path", SERVICES)
async def test_a_page_of_an_origin_that_is_not_listed_is_blocked(guest: Guest, path: str) -> None:
    listed = await guest.page.get(path)
    guest.page.origin = ELSEWHERE
    with pytest.raises(Blocked, match="is not for"):
        await guest.page.get(path)

    assert listed.status in {200, 404}


async def test_an_answer_that_crosses_allows_no_cookies(host: Host, guest: Guest) -> None:
    for path in SERVICES:
        answer = await guest.browser.fetch("GET", path, {**API, "Origin": host.origin})

        assert answer.status == 401
        assert answer.headers["Access-Control-Allow-Origin"] == host.origin
        assert answer.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_a_stolen_token_is_refused_where_it_says_whose_page_it_is_on(guest: Guest) -> None:
    stolen = {"Authorization": f"Bearer {guest.page.token}", "Origin": ELSEWHERE}
    answers = [
        await guest.browser.fetch("GET", "/api/auth/accounts", stolen),
        await guest.browser.fetch("POST", "/api/auth/tiktok/connections", stolen),
    ]

    for answer in answers:
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_connect_token_is_not_prolonged(guest: Guest) -> None:
    answer = await guest.page.send("POST", "/api/auth/refresh")

    assert answer.status == 401


async def test_an_address_to_return_to_that_is_not_registered_is_refused(
    host: Host, guest: Guest
) -> None:
    for address in (f"{host.origin}/connected/", f"{host.origin}/", f"{ELSEWHERE}/connected"):
        wish = {"return_url": address}
        answer = await guest.page.send("POST", "/api/auth/tiktok/connections", wish)

        assert (answer.status, answer.json()["type"]) == (422, "/problems/return-url-refused")


async def test_who_does_not_allow_is_told_so_on_the_hosts_page(host: Host, guest: Guest) -> None:
    begun = await guest.begin()
    asked, _ = await guest.browser.open(begun["authorize_url"])
    end, trail = await guest.browser.open(asked.url, asked.page().filled(decision="cancel"))

    assert trail[-2] == f"303 {host.return_url}"
    assert end.url == f"{host.origin}/?error=access_denied"
    assert await guest.accounts() == []


async def test_a_link_opens_once_and_in_no_second_browser(host: Host, guest: Guest) -> None:
    link = (await guest.begin())["authorize_url"]
    first = await guest.browser.fetch("GET", link, PAGE)
    async with open_browser(host.gateway) as second:
        end, trail = await second.open(link)
        cookies = second.cookies()

    assert first.status == 302
    assert trail[0].startswith("303 ")
    assert urlsplit(end.url).path == "/api/auth/outcomes/connection-link-refused"
    assert end.status == 400
    assert cookies == {}


async def test_a_callback_that_another_browser_brings_connects_nothing(
    host: Host, guest: Guest, control: Control
) -> None:
    creator = await new_creator(control)
    link = (await guest.begin())["authorize_url"]
    callback = await consent(guest.browser, link, creator["handle"])
    async with guest_of(host, guest.browser.secrets) as other:
        (await other.browser.fetch("GET", (await other.begin())["authorize_url"])).require(302)
        end, _ = await other.browser.open(callback)
        accounts = [await other.accounts(), await guest.accounts()]
    late, _ = await guest.browser.open(callback)

    assert urlsplit(end.url).path == "/api/auth/outcomes/oauth-state-foreign"
    assert urlsplit(late.url).path == "/api/auth/outcomes/oauth-state-refused"
    assert accounts == [[], []]
    assert await control.requests(path="/v2/oauth/token/", open_id=creator["open_id"]) == []


async def test_who_is_lured_into_another_users_link_connects_nothing(
    host: Host, guest: Guest, control: Control
) -> None:
    creator = await new_creator(control)
    lure = (await guest.begin())["authorize_url"]
    async with guest_of(host, guest.browser.secrets) as victim:
        end, trail = await allow(victim, lure, creator)
        accounts = [await victim.accounts(), await guest.accounts()]

    assert trail[-1] == f"502 {host.return_url}"
    assert end.body == b"This connection was begun for another user."
    assert accounts == [[], []]
