"""Instagram accounts come by two logins; where a person has several, one is chosen."""

import json

import crm
import pytest
from control import Json
from instagram_connecting import connect_one_of, connect_only, wait_until_told
from instagram_control import new_owner
from told import Stranger
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_of_two_pages_the_chosen_account_is_connected_and_no_other(
    stranger: Stranger,
) -> None:
    visitor = stranger.visitor
    owner = await new_owner(visitor.instagram, pages=2)
    first, second = owner.accounts

    account = await connect_one_of(visitor, owner, second)

    listed = (await visitor.browser.get("/api/auth/accounts")).require(200).json()["accounts"]
    assert [(one["account_id"], one["status"]) for one in listed] == [
        (account.account_id, "CONNECTED")
    ]
    assert listed[0]["username"] == second != first


@pytest.mark.parametrize("login", ["facebook", "instagram"])
async def test_each_login_gives_an_account_that_the_crm_knows_and_that_hears_webhooks(
    stranger: Stranger, login: str
) -> None:
    visitor = stranger.visitor
    account = await connect_only(visitor, login)

    async def look() -> bool:
        rows = await crm.listed(visitor.browser, "accounts", "accounts")
        found = [one for one in rows if one["account_id"] == account.account_id]
        return [one["status"] for one in found] == ["CONNECTED"]

    await until("the account in the CRM", look)
    await wait_until_told(visitor, account)


async def shown(stranger: Stranger, account_id: str) -> Json:
    """Give the account as its user sees it."""
    answer = await stranger.visitor.browser.get(f"/api/auth/accounts/{account_id}")
    found: Json = answer.require(200).json()
    return found


@pytest.mark.parametrize("login", ["facebook", "instagram"])
async def test_an_account_whose_owner_removes_the_app_at_meta_is_disconnected_here(
    stranger: Stranger, login: str
) -> None:
    visitor = stranger.visitor
    account = await connect_only(visitor, login)

    # The sandbox knows the person and the account by one name: the id is the account's alone.
    await visitor.instagram.remove_app(
        account.instagram_id if login == "instagram" else account.username
    )

    # A call of Postlog's may meet the end a moment before Meta tells of it.
    ended = {"DISCONNECTED": "user_disconnected", "REAUTHORIZATION_REQUIRED": "190/458"}

    async def look() -> Json | None:
        now = await shown(stranger, account.account_id)
        return now if now["status"] in ended else None

    told = await until("the end of the account", look)
    assert told["reason"] == ended[told["status"]]


async def test_who_asks_meta_for_deletion_reads_here_that_it_is_done(stranger: Stranger) -> None:
    visitor = stranger.visitor
    account = await connect_only(visitor)

    await visitor.instagram.ask_for_deletion(account.username)

    async def answered() -> bool:
        return any("confirmation_code" in one["answer"] for one in await deletions(stranger))

    await until("the answer to the wish", answered)
    code = json.loads((await deletions(stranger))[-1]["answer"])["confirmation_code"]

    async def is_complete() -> bool:
        answer = await visitor.browser.get(f"/api/auth/data-deletions/{code}")
        return answer.require(200).json()["completed_at"] is not None

    await until("the end of the deletion", is_complete)
    assert (await shown(stranger, account.account_id))["status"] == "DISCONNECTED"


async def deletions(stranger: Stranger) -> list[Json]:
    """Give what the app answered to wishes for deletion."""
    sent = await stranger.visitor.instagram.callbacks()
    return [one for one in sent if one["kind"] == "deletion"]
