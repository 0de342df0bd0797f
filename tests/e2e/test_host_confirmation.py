"""Nothing is connected but by the right host's backend, for the right user, in time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import crm
import pytest
import pytest_asyncio
from connecting import wait_until_connected
from control import Control, Json
from host import Guest, Host, come_back, consent, guest_of
from journey import Account, new_creator
from posting import wish_to_send
from rows import select
from running import Stack
from upload import Video
from waiting import require, until

pytestmark = pytest.mark.asyncio(loop_scope="session")
SMALL = Video("host", 55_009)
PAST = (
    "UPDATE auth.pending_connections SET expires_at = now()"
    " WHERE connection_id = %s AND sealed_grant IS NOT NULL RETURNING connection_id"
)


@pytest.fixture(scope="module")
def rival(stack: Stack, host: Host, canaries: set[str]) -> Host:
    """Another tenant, from whose pages the same origin happens to speak."""
    rival = Host.register(stack, host.origin)
    canaries.add(rival.key)
    return rival


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
