"""Instagram accounts come by two logins; where a person has several, one is chosen."""

import crm
import pytest
from instagram_connecting import connect_one_of, connect_only
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

    async def hears() -> bool:
        return await visitor.instagram.tells_about(account.instagram_id)

    await until("the subscription of the account's webhooks", hears)
