"""What needs its user is told until it is mended, and nothing is lost by mending it."""

import time

import pytest
from browser import sign_up
from connecting import allow, connect, connect_new, wait_until_connected
from control import Json
from crm import account_row
from journey import Account, Visit, new_creator, visit
from posting import UPLOAD, begin, wish_to_send
from told import Stranger
from upload import Video
from waiting import require, until

pytestmark = pytest.mark.asyncio(loop_scope="session")
SMALL = Video("notices", 55_009)
SECOND = ("Connecting", "Connected by somebody else")  # before and after it is refused


async def notices(visitor: Visit) -> list[Json]:
    """Give what the user is told."""
    answer = await visitor.browser.get("/api/auth/notices")
    return list(answer.require(200).json()["notices"])


async def wait_for_notice(visitor: Visit, kind: str, *, resolved: bool) -> Json:
    """Wait for the one notice of its kind that the user has."""

    async def look() -> Json | None:
        found = [notice for notice in await notices(visitor) if notice["kind"] == kind]
        require(len(found) < 2, f"one notice {kind}, not {len(found)}")
        return found[0] if found and bool(found[0]["resolved_at"]) == resolved else None

    return await until(f"a notice {kind}", look)


async def wait_for(visitor: Visit, account: Account, status: str) -> Json:
    """Wait until an account stands like this, here and in the CRM."""

    async def look() -> Json | None:
        path = f"/api/auth/accounts/{account.account_id}"
        found: Json = (await visitor.browser.get(path)).require(200).json()
        row = await account_row(visitor.browser, account)
        return found if row and found["status"] == row["status"] == status else None

    return await until(f"{status}, here and in the CRM", look)


async def test_a_refresh_that_failed_for_good_is_told_until_the_account_is_connected_again(
    stranger: Stranger,
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    creator = await new_creator(visitor.control)
    account = await connect(visitor, creator)
    started = await begin(browser, wish_to_send(account, SMALL))
    for kind in ("access", "refresh"):
        await visitor.control.expire(account.open_id, kind)
    refused = await browser.send("POST", UPLOAD, wish_to_send(account, SMALL))
    stands = await wait_for(visitor, account, "REAUTHORIZATION_REQUIRED")
    told = await wait_for_notice(visitor, "RECONNECT", resolved=False)
    read = await browser.send("POST", f"/api/auth/notices/{told['notice_id']}/read")
    again = await connect(visitor, creator)
    mended = await wait_for_notice(visitor, "RECONNECT", resolved=True)
    post = (await browser.get(f"/api/tiktok/posts/{started['post_id']}")).require(200).json()

    assert refused.status == 409
    assert refused.json()["type"] == "/problems/reauthorization-required"
    assert told["account_id"] == account.account_id
    assert told["reason"] == stands["reason"] == "invalid_grant"
    assert told["sentence"] == "TikTok's permission has run out or was used already."
    assert "history is kept" in told["next_step"]
    assert (told["read_at"], bool(read.require(200).json()["read_at"])) == (None, True)
    assert mended["notice_id"] == told["notice_id"]
    assert again.account_id == account.account_id == post["account_id"]


async def test_access_removed_at_tiktok_is_told_and_the_account_can_come_back(
    stranger: Stranger,
) -> None:
    visitor = stranger.visitor
    creator = await new_creator(visitor.control)
    account = await connect(visitor, creator)
    await visitor.control.disconnect(account.handle)
    stands = await wait_for(visitor, account, "DISCONNECTED")
    told = await wait_for_notice(visitor, "DISCONNECTED", resolved=False)
    still_open = [one["kind"] for one in await notices(visitor) if not one["resolved_at"]]
    again = await connect(visitor, creator)
    await wait_for_notice(visitor, "DISCONNECTED", resolved=True)

    assert still_open == ["DISCONNECTED"]
    assert told["reason"] == stands["reason"] == "user_disconnected"
    assert told["sentence"] == "Postlog was removed from this account in TikTok."
    assert again.account_id == account.account_id


async def test_a_disconnection_by_its_own_user_needs_no_notice(stranger: Stranger) -> None:
    visitor = stranger.visitor
    account = await connect_new(visitor)
    await visitor.browser.send("DELETE", f"/api/auth/accounts/{account.account_id}")
    await wait_for(visitor, account, "DISCONNECTED")

    assert await notices(visitor) == []


async def test_who_comes_second_is_refused_until_the_first_has_disconnected(
    stranger: Stranger, canaries: set[str]
) -> None:
    first = stranger.visitor
    creator = await new_creator(first.control)
    account = await connect(first, creator)
    async with visit(first.addresses) as second:
        second.browser.secrets = canaries
        await sign_up(second.browser)
        await allow(second.browser, creator["handle"], titles=SECOND)
        told = await wait_for_notice(second, "GRANT_REFUSED", resolved=False)
        refused = Account(told["account_id"], creator["open_id"], creator["handle"])
        stands = await wait_for(second, refused, "REFUSED")
        await first.browser.send("DELETE", f"/api/auth/accounts/{account.account_id}")
        await wait_for(first, account, "DISCONNECTED")
        again = await connect(second, creator)
        await wait_for_notice(second, "GRANT_REFUSED", resolved=True)
        foreign = await second.browser.get(f"/api/crm/accounts/{account.account_id}/timeline")

    assert told["sentence"] == "Another user of this Postlog has connected this account."
    assert stands["reason"] == told["reason"]
    assert again.account_id == told["account_id"] != account.account_id
    assert foreign.status == 404
    assert await notices(first) == []


async def test_a_late_word_of_a_removal_does_not_end_the_connection_made_since(
    stranger: Stranger,
) -> None:
    visitor = stranger.visitor
    creator = await new_creator(visitor.control)
    account = await connect(visitor, creator)
    async with visitor.control.switched(webhook_hold=True):
        removed_at = time.time()
        await visitor.control.disconnect(account.handle)
        await until("the next second", lambda: is_past(removed_at + 1))
        await connect(visitor, creator)
    await visitor.control.release()
    [observed] = await visitor.log.wait_for(
        1, "accounts.v1", account.account_id, "AuthorizationRemovedObserved"
    )
    await wait_until_connected(visitor.browser, account.account_id)
    taken = await visitor.browser.send("POST", UPLOAD, wish_to_send(account, SMALL))

    assert observed.json()["effect"] == "none"
    assert taken.status == 201
    assert await notices(visitor) == []


async def is_past(moment: float) -> bool:
    """Tell whether a moment is over."""
    return time.time() > moment
