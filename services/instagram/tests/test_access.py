"""Calls for an account: the Page's token may die alone, and limits are heeded before they shut."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.agents import Obey
from accounts.calls.authorized import Call
from accounts.calls.rate_windows import RateWindows
from accounts.errors import AccountNotUsable, AccountUnknown, ReauthorizationRequired
from common import errors as service_errors
from contracts.instagram.commands import ObservePage
from contracts.instagram.media import PageObserved
from instagram.access import SHUT_SECONDS, SLOWED_SECONDS, seconds_to_pause
from instagram.errors import LoginNotConfigured
from instagram.parts import Parts
from instagram.platform import LIMITS, reach
from instagram.sealed_columns import page_token_aad
from platforms.errors import RateLimited, TokenInvalid
from platforms.instagram.account import AccountCalls
from platforms.instagram.media import MediaList
from platforms.instagram.publishing import Quota

from .support import Connect, Connected, Sandbox, bodies, change, row
from .support import reach as page_of


async def quota(calls: AccountCalls) -> Quota:
    """Ask how many posts are left."""
    return await calls.quota()


async def media(calls: AccountCalls) -> MediaList:
    """List the media."""
    return await calls.list_media()


async def spoil_page_token(parts: Parts, account: Connected) -> None:
    """Let the Page's token be one that Meta does not know."""
    sealed = parts.tokens.seal(b"EAAgone", page_token_aad(account.account_id))
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE pages SET sealed_token = %s", (sealed,))


async def paused_for(parts: Parts, account: Connected, endpoint: str) -> float | None:
    """Tell how long this call of the account waits."""
    async with parts.pool.connection() as connection:
        return await RateWindows(connection, LIMITS).paused_for(account.account_id, endpoint)


async def test_an_account_works_before_its_page_is_known(
    connected: Connected, parts: Parts
) -> None:
    assert (await parts.calls.make(Call(connected.account_id, "quota"), quota)).quota_usage == 0


async def test_a_page_token_that_died_alone_is_read_anew_and_the_call_made_again(
    connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    await obey(ObservePage(account_id=connected.account_id))
    await spoil_page_token(parts, connected)

    assert (await parts.calls.make(Call(connected.account_id, "quota"), quota)).quota_usage == 0

    assert await sandbox.calls("/{account}/content_publishing_limit") == 2
    assert (await row(parts.pool, connected.account_id)).status == "CONNECTED"
    assert await sandbox.calls("/oauth/access_token") == 2  # those of the connection
    assert (await parts.calls.make(Call(connected.account_id, "quota"), quota)).quota_usage == 0
    assert await sandbox.calls("/{account}/content_publishing_limit") == 3


async def test_a_lost_role_is_found_out_by_the_refused_call_and_leaves_the_account_connected(
    connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    await obey(ObservePage(account_id=connected.account_id))
    await sandbox.control("PUT", f"people/nora/pages/{connected.page_id}", {"tasks": []})

    for _ in range(2):
        with pytest.raises(AccountNotUsable, match="no role on the Facebook Page"):
            await parts.calls.make(Call(connected.account_id, "quota"), quota)

    assert (await row(parts.pool, connected.account_id)).status == "CONNECTED"
    assert (await page_of(parts.pool, connected.account_id)).access_level == "none"
    assert [told.access_level for told in await bodies(parts, PageObserved)] == ["full", "none"]
    assert await sandbox.calls("/{account}/content_publishing_limit") == 1


async def test_a_page_token_that_stays_refused_does_not_cost_the_account(
    connected: Connected, parts: Parts, obey: Obey
) -> None:
    await obey(ObservePage(account_id=connected.account_id))

    async def refused(_calls: AccountCalls) -> None:
        raise TokenInvalid("190/492")

    with pytest.raises(AccountNotUsable, match="no longer have a role"):
        await parts.calls.make(Call(connected.account_id, "quota"), refused)

    assert (await row(parts.pool, connected.account_id)).status == "CONNECTED"


@pytest.mark.parametrize("action", ["password", "remove_app"])
async def test_a_dead_consent_costs_the_account_whichever_token_is_refused_first(
    action: str, connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    await obey(ObservePage(account_id=connected.account_id))
    await sandbox.control("POST", f"people/nora/{action}")

    with pytest.raises(ReauthorizationRequired):
        await parts.calls.make(Call(connected.account_id, "quota"), quota)

    held = await row(parts.pool, connected.account_id)
    reason = {"password": "190/460", "remove_app": "190/458"}[action]
    assert (held.status, held.reason) == ("REAUTHORIZATION_REQUIRED", reason)


async def test_a_page_token_that_does_not_open_is_done_without(
    connected: Connected, parts: Parts, obey: Obey
) -> None:
    await obey(ObservePage(account_id=connected.account_id))
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE pages SET sealed_token = '\\x00ff7c7c'")

    answer = await parts.calls.make(Call(connected.account_id, "quota"), quota)

    assert answer.quota_usage == 0


async def test_reading_goes_on_with_the_persons_token_while_page_tokens_fail(
    connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    await obey(ObservePage(account_id=connected.account_id))
    await sandbox.switch(page_token_outage=True)

    assert (await parts.calls.make(Call(connected.account_id, "list_media"), media)).data == ()


async def test_an_account_of_an_app_that_is_not_set_any_more_is_not_tried_on_another(
    connected: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    await change(parts.pool, "client_key = '1'", connected.account_id)
    before = await sandbox.calls("/{account}/content_publishing_limit")

    with pytest.raises(LoginNotConfigured):
        await parts.calls.make(Call(connected.account_id, "quota"), quota)

    assert await sandbox.calls("/{account}/content_publishing_limit") == before
    assert (await row(parts.pool, connected.account_id)).status == "CONNECTED"


async def test_an_account_that_is_not_there_is_unknown(parts: Parts, connected: Connected) -> None:
    with pytest.raises(AccountUnknown):
        await parts.calls.make(Call(connected.user_id, "quota"), quota)


async def test_a_limit_that_is_almost_full_makes_all_calls_of_the_account_wait(
    connected: Connected, connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    other = await connect("leo")
    await sandbox.switch(calls_per_impression=1, impressions=10)
    call = Call(connected.account_id, "quota")
    for _ in range(9):
        await parts.calls.make(call, quota)
    assert await paused_for(parts, connected, "quota") is None

    await parts.calls.make(call, quota)

    reached = await sandbox.calls("/{account}/content_publishing_limit")
    for endpoint, ask in (("quota", quota), ("list_media", media)):
        with pytest.raises(service_errors.RateLimited):
            await parts.calls.make(Call(connected.account_id, endpoint), ask)
    assert await sandbox.calls("/{account}/content_publishing_limit") == reached
    assert await paused_for(parts, other, "quota") is None


async def test_a_refused_call_makes_the_account_wait_as_long_as_meta_says(
    connected: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    await sandbox.switch(calls_per_impression=1, impressions=1, regain_minutes=20)
    call = Call(connected.account_id, "quota")
    await parts.calls.make(call, quota)
    async with parts.pool.connection() as connection:
        await connection.execute("DELETE FROM endpoint_pauses")

    with pytest.raises(RateLimited):
        await parts.calls.make(call, quota)

    waits = await paused_for(parts, connected, "list_media")
    assert waits is not None
    assert timedelta(minutes=19) < timedelta(seconds=waits) <= timedelta(minutes=20)


async def test_a_limit_of_the_app_makes_every_account_of_that_app_wait_and_no_other(
    connected: Connected, connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    leo, own = await connect("leo"), await connect("tess.studio", "instagram")
    await sandbox.fault("/{account}/content_publishing_limit", "status", status=400, code="4")

    with pytest.raises(RateLimited):
        await parts.calls.make(Call(connected.account_id, "quota"), quota)

    assert await paused_for(parts, leo, "list_media") is not None
    with pytest.raises(service_errors.RateLimited):
        await parts.calls.make(Call(leo.account_id, "quota"), quota)
    assert await paused_for(parts, own, "quota") is None
    await parts.calls.make(Call(own.account_id, "quota"), quota)


async def test_an_answer_that_tells_of_a_full_app_makes_its_other_accounts_wait_too(
    connected: Connected, connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    leo, client = await connect("leo"), sandbox.client("facebook")
    await sandbox.switch(app_calls_per_user=1)
    token = await parts.tokens.valid(connected.account_id)
    with pytest.raises(RateLimited):  # a call about no account, which only the app's limit counts
        await client.granted(token)

    await parts.calls.make(Call(connected.account_id, "quota"), quota)

    assert (await paused_for(parts, leo, "quota") or 0) > SLOWED_SECONDS


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("4", "app"),
        ("4/1504022", "app"),
        ("4/2207051", "endpoint"),
        ("17", "account"),
        ("80002", "account"),
        ("9/2207042", "endpoint"),
        ("rate_limit_exceeded", "endpoint"),
    ],
)
def test_the_code_tells_how_far_a_limit_reaches(code: str, expected: str) -> None:
    assert reach(RateLimited(code)) == expected


@given(st.floats(0, 200), st.floats(0, 7200))
def test_calls_rest_where_meta_says_so_or_a_limit_is_almost_full(
    percent: float, told: float
) -> None:
    seconds = seconds_to_pause(percent, told)

    if told:
        assert seconds == told
    else:
        guesses = [SHUT_SECONDS] if percent >= 100 else [SLOWED_SECONDS]
        assert seconds in (guesses if percent >= 95 else [0.0])
