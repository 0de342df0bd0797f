"""How connected accounts end, and that each has one owner at a time."""

import pytest
from browser import Browser
from connecting import allow, connect
from control import Control, Json
from crm import account_row
from journey import Account, Visit, new_creator
from rows import select
from told import Stranger, Told
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def wait_for(browser: Browser, account_id: str, status: str) -> Json:
    """Wait until an account stands like this."""

    async def look() -> Json | None:
        found: Json = (await browser.get(f"/api/auth/accounts/{account_id}")).require(200).json()
        return found if found["status"] == status else None

    return await until(status, look)


async def wait_in_crm(visitor: Visit, account: Account, status: str) -> Json:
    """Wait until the CRM knows it, too."""

    async def look() -> Json | None:
        row = await account_row(visitor.browser, account)
        return row if row and row["status"] == status else None

    return await until(f"{status} in the CRM", look)


async def kept_tokens(visitor: Visit, account: Account) -> list[Json]:
    """Give what of the tokens is still stored."""
    return await select(
        visitor.addresses.postgres,
        "SELECT sealed_tokens FROM tiktok.oauth_accounts WHERE account_id = %s"
        " AND sealed_tokens IS NOT NULL",
        account.account_id,
    )


async def living_grants(control: Control, account: Account) -> list[Json]:
    """Give what TikTok still lets this account do."""
    return [grant for grant in await control.grants() if grant["open_id"] == account.open_id]


async def test_disconnecting_revokes_at_tiktok_and_deletes_the_tokens(stranger: Stranger) -> None:
    visitor = stranger.visitor
    account = await connect(visitor, await new_creator(visitor.control))
    before = await kept_tokens(visitor, account)
    path = f"/api/auth/accounts/{account.account_id}"
    answer = (await visitor.browser.send("DELETE", path)).require(202)
    await wait_for(visitor.browser, account.account_id, "DISCONNECTED")
    row = await wait_in_crm(visitor, account, "DISCONNECTED")

    assert before != []
    assert answer.json()["status"] == "DISCONNECTING"
    assert row["reason"] == "user_request"
    assert await kept_tokens(visitor, account) == []
    assert await living_grants(visitor.control, account) == []


async def test_access_removed_at_tiktok_disconnects_the_account(stranger: Stranger) -> None:
    visitor = stranger.visitor
    account = await connect(visitor, await new_creator(visitor.control))
    await visitor.control.disconnect(account.handle)
    await wait_for(visitor.browser, account.account_id, "DISCONNECTED")
    await wait_in_crm(visitor, account, "DISCONNECTED")

    assert await kept_tokens(visitor, account) == []


async def test_a_tiktok_account_has_one_owner(told: Told, stranger: Stranger) -> None:
    ending = await allow(stranger.visitor.browser, told.story.creator["handle"])
    await wait_for(stranger.visitor.browser, ending.account_id, "REFUSED")
    page, _ = await stranger.visitor.browser.open(ending.words)
    owners = await told.visitor.browser.get(f"/api/auth/accounts/{told.story.account.account_id}")

    assert page.page().heading == "Connected by somebody else"
    assert owners.json()["status"] == "CONNECTED"
