"""A host application of another origin: its user connects and posts, and nobody tricks them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

import crm
import pytest
import pytest_asyncio
from browser import API, PAGE, Answer, open_browser
from connecting import consent_of, wait_until_connected
from control import Control, Json, open_control
from foreign import Blocked, ForeignPage
from host import Guest, Host, come_back, consent, guest_of, served
from journey import Account, new_creator
from posting import begin, send, wait_for_status, wish_to_send
from rows import select
from running import Stack
from upload import Video
from waiting import require, until

pytestmark = pytest.mark.asyncio(loop_scope="session")
SMALL = Video("host", 55_009)
ELSEWHERE = "http://127.0.0.1:1"
PAST = (
    "UPDATE auth.pending_connections SET expires_at = now()"
    " WHERE connection_id = %s AND sealed_grant IS NOT NULL RETURNING connection_id"
)
SERVICES = ("/api/auth/accounts", "/api/tiktok/posts/unknown", "/api/crm/accounts")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def control(stack: Stack) -> AsyncIterator[Control]:
    """The sandbox."""
    async with open_control(stack.addresses.sandbox) as control:
        yield control


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def host(stack: Stack, host_origin: str, canaries: set[str]) -> AsyncIterator[Host]:
    """A registered host application whose backend runs."""
    async with AsyncExitStack() as exits:
        try:
            await ForeignPage(stack.addresses.gateway, exits, origin=host_origin).get(SERVICES[0])
        except Blocked:
            pytest.skip(f"the running stack does not list {host_origin}; start it with that")
    host = Host.register(stack, host_origin)
    canaries.add(host.key)
    async with served(host):
        yield host


@pytest.fixture(scope="module")
def rival(stack: Stack, host: Host, canaries: set[str]) -> Host:
    """Another tenant, from whose pages the same origin happens to speak."""
    rival = Host.register(stack, host.origin)
    canaries.add(rival.key)
    return rival


@pytest_asyncio.fixture(loop_scope="session")
async def guest(host: Host, canaries: set[str]) -> AsyncIterator[Guest]:
    """Somebody new at the example's page."""
    async with guest_of(host, canaries) as guest:
        yield guest


@dataclass(frozen=True)
class Arrived:
    """A consent that nobody has confirmed yet; the host calls its user `user_id`."""

    guest: Guest
    user_id: str
    connection_id: str
    code: str

    @property
    def path(self) -> str:
        """Give where it is confirmed."""
        return f"connections/{self.connection_id}/confirm"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def arrived(host: Host, control: Control, canaries: set[str]) -> AsyncIterator[Arrived]:
    """One consent for the whole module: what is refused must leave it as it is."""
    user_id, creator = uuid4().hex, await new_creator(control)
    async with guest_of(host, canaries, user_id) as guest:
        yield await arrive(guest, user_id, creator)


async def arrive(guest: Guest, user_id: str, creator: Json) -> Arrived:
    """Give consent, and come back as far as the host's address."""
    begun = await guest.begin()
    callback = await consent(guest.browser, begun["authorize_url"], creator["handle"])
    told = await come_back(guest.browser, callback)
    require(told.keys() == {"connection_id", "code"}, f"an id and a code, not {sorted(told)}")
    return Arrived(guest, user_id, told["connection_id"], told["code"])


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


WRONG = {"for another user": ({"user_id": "x"}, 403), "with another code": ({"code": "x"}, 404)}


@pytest.mark.parametrize(("changed", "status"), WRONG.values(), ids=list(WRONG))
async def test_a_confirmation_that_is_wrong_in_one_thing_connects_nothing(
    host: Host, arrived: Arrived, changed: Json, status: int
) -> None:
    usual = {"code": arrived.code, "user_id": arrived.user_id}
    answer = await host.ask(arrived.guest.browser, arrived.path, {**usual, **changed})

    assert answer.status == status
    assert await arrived.guest.accounts() == []


async def test_an_api_key_that_a_page_holds_opens_nothing(host: Host, arrived: Arrived) -> None:
    browser, code = arrived.guest.browser, {"code": arrived.code}
    wishes = {arrived.path: code, "connect-tokens": {"user_id": arrived.user_id}}
    answers = [
        await host.ask(browser, path, body, Origin=host.origin) for path, body in wishes.items()
    ]

    assert [answer.status for answer in answers] == [403, 403]
    assert "never for a page" in answers[0].json()["detail"]
    assert await arrived.guest.accounts() == []


async def test_another_tenants_key_finds_no_such_connection(rival: Host, arrived: Arrived) -> None:
    body, browser = {"code": arrived.code}, arrived.guest.browser
    foreign = await rival.ask(browser, arrived.path, body)
    missing = await rival.ask(browser, f"connections/{uuid4()}/confirm", body)

    assert foreign.status == missing.status == 404
    assert foreign.json()["detail"] == missing.json()["detail"]
    assert await arrived.guest.accounts() == []


async def test_a_confirmation_connects_once_however_often_it_is_said(
    host: Host, arrived: Arrived
) -> None:
    body, browser = {"code": arrived.code, "user_id": arrived.user_id}, arrived.guest.browser
    before = await arrived.guest.accounts()
    said = [(await host.ask(browser, arrived.path, body)).require(200).json() for _ in range(2)]
    await wait_until_connected(arrived.guest.page, said[0]["account_id"])
    accounts = await arrived.guest.accounts()

    assert before == []
    assert said[0] == said[1]
    assert [one["account_id"] for one in accounts] == [said[0]["account_id"]]


async def test_a_confirmation_that_comes_too_late_connects_nothing(
    stack: Stack, host: Host, control: Control, canaries: set[str]
) -> None:
    async with guest_of(host, canaries, "late") as guest:
        arrived = await arrive(guest, "late", await new_creator(control))
        await select(stack.addresses.postgres, PAST, arrived.connection_id)
        answer = await host.ask(guest.browser, arrived.path, {"code": arrived.code})
        accounts = await guest.accounts()

    assert (answer.status, answer.json()["type"]) == (404, "/problems/connection-unknown")
    assert accounts == []


async def test_s35_another_tenants_user_of_the_same_name_is_somebody_else(
    host: Host, rival: Host, control: Control, canaries: set[str]
) -> None:
    name, creator = uuid4().hex, await new_creator(control)
    async with (
        guest_of(host, canaries, name) as owner,
        guest_of(rival, canaries, name) as namesake,
    ):
        account = await connected(host, owner, creator)
        await until("the account in the CRM", lambda: crm.account_row(owner.page, account))
        seen = [await namesake.page.get(path) for path in paths(account.account_id)]
        missing = [await namesake.page.get(path) for path in paths(str(uuid4()))]
        wish = wish_to_send(account, SMALL)
        post = await namesake.page.send("POST", "/api/tiktok/upload", wish)
        end = await namesake.page.send("DELETE", f"/api/auth/accounts/{account.account_id}")
        own = [(await owner.page.get(path)).status for path in paths(account.account_id)]
        accounts = await namesake.accounts()

    assert [one.status for one in (*seen, *missing, post, end)] == [404] * 8
    assert [one.json()["detail"] for one in seen] == [one.json()["detail"] for one in missing]
    assert own == [200, 200, 200]
    assert accounts == []
    assert await control.inits(creator["open_id"]) == []


def paths(account_id: str) -> list[str]:
    """Give where each service shows an account."""
    return [
        f"/api/auth/accounts/{account_id}",
        f"/api/tiktok/creator?account_id={account_id}",
        f"/api/crm/accounts/{account_id}/timeline",
    ]


async def connected(host: Host, guest: Guest, creator: Json) -> Account:
    """Connect an account, with the test in the place of the host's backend."""
    arrived = await arrive(guest, "", creator)
    answer = await host.ask(guest.browser, arrived.path, {"code": arrived.code})
    account_id = answer.require(200).json()["account_id"]
    await wait_until_connected(guest.page, account_id)
    return Account(account_id, creator["open_id"], creator["handle"])
