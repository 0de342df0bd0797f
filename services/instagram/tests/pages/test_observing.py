"""How each account is reached: asked at connect, told on change, with webhooks switched on."""

import pytest

from accounts.agents import Obey
from accounts.turns import AccountTurns
from common.faults import FaultPoints
from contracts.instagram.commands import ObservePage
from contracts.instagram.media import PageObserved
from instagram.pages.observing import ObservedPages
from instagram.parts import Parts
from instagram.platform import PAGE
from instagram.sealed_columns import page_token_aad
from platforms.errors import RateLimited
from platforms.instagram.app import Login

from ..support import EVERY_VERSION, Connect, Connected, Sandbox, bodies, reach, row


async def due_again(parts: Parts) -> None:
    """Let the turn of every account's Page have been done a day ago."""
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE account_work SET done_at = now() - interval '1 day'")


async def test_connecting_asks_for_the_page_at_once_by_command_and_by_turn(
    connected: Connected, parts: Parts
) -> None:
    [command] = await bodies(parts, ObservePage)

    assert command.account_id == connected.account_id
    async with parts.pool.connection() as connection:
        assert await AccountTurns(connection, parts.turns).take(PAGE, 9) == [connected.account_id]


@EVERY_VERSION
async def test_the_page_is_read_with_its_token_sealed_and_webhooks_are_switched_on(
    connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    await obey(ObservePage(account_id=connected.account_id))

    page = await reach(parts.pool, connected.account_id)
    assert (page.login, page.page_id, page.page_name) == (
        "facebook",
        connected.page_id,
        "Harbour Bakery",
    )
    assert (page.access_level, page.is_subscribed) == ("full", True)
    assert page.sealed_token is not None
    opened = parts.tokens.open(page.sealed_token, page_token_aad(connected.account_id))
    assert opened.startswith(b"EAA")
    [told] = await bodies(parts, PageObserved)
    assert (told.username, told.access_level, told.is_subscribed) == (
        "harbour.bakery",
        "full",
        True,
    )
    assert await sandbox.calls("/{page}/subscribed_apps", "POST") == 1
    assert "EAA" not in told.model_dump_json()


@pytest.mark.parametrize(
    ("login", "user", "edge"),
    [
        ("unified", "nora", "/{account}/subscribed_apps"),
        ("instagram", "harbour.bakery", "/me/subscribed_apps"),
    ],
)
async def test_without_a_page_the_account_itself_is_subscribed(
    login: Login, user: str, edge: str, parts: Parts, connect: Connect, sandbox: Sandbox, obey: Obey
) -> None:
    account = await connect(user, login)

    await obey(ObservePage(account_id=account.account_id))

    page = await reach(parts.pool, account.account_id)
    assert (page.login, page.page_id, page.sealed_token) == (login, None, None)
    assert (page.access_level, page.is_subscribed) == ("full", True)
    assert await sandbox.calls(edge, "POST") == 1


async def test_a_command_that_comes_twice_is_carried_out_once(
    connected: Connected, sandbox: Sandbox, parts: Parts, obey: Obey
) -> None:
    for _ in range(2):
        await obey(ObservePage(account_id=connected.account_id))

    before = await sandbox.calls("/me/accounts")
    await due_again(parts)
    await obey(ObservePage(account_id=connected.account_id))
    assert await sandbox.calls("/me/accounts") == before + 1


async def test_an_account_that_is_connected_again_is_observed_again_at_once(
    connected: Connected, connect: Connect, sandbox: Sandbox, obey: Obey
) -> None:
    await obey(ObservePage(account_id=connected.account_id))
    await connect(again=connected)
    before = await sandbox.calls("/me/accounts")

    await obey(ObservePage(account_id=connected.account_id))

    assert await sandbox.calls("/me/accounts") == before + 1


async def test_nothing_is_told_where_nothing_has_changed(
    connected: Connected, parts: Parts, obey: Obey
) -> None:
    for _ in range(3):
        await obey(ObservePage(account_id=connected.account_id))
        await due_again(parts)

    assert len(await bodies(parts, PageObserved)) == 1


async def test_webhooks_that_were_switched_off_are_switched_on_again(
    connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    await obey(ObservePage(account_id=connected.account_id))
    calls = sandbox.client("facebook")
    page = await reach(parts.pool, connected.account_id)
    assert page.sealed_token is not None
    token = parts.tokens.open(page.sealed_token, page_token_aad(connected.account_id)).decode()
    url = f"{calls.app.graph_url}/v26.0/{page.page_id}/subscribed_apps?access_token={token}"
    async with sandbox.session.delete(url) as answer:
        assert answer.status == 200
    await due_again(parts)

    await obey(ObservePage(account_id=connected.account_id))

    assert (await reach(parts.pool, connected.account_id)).is_subscribed
    assert await sandbox.calls("/{page}/subscribed_apps", "POST") == 2


async def test_a_lost_role_ends_the_access_and_is_told_but_not_the_connection(
    connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    await obey(ObservePage(account_id=connected.account_id))
    await sandbox.control("PUT", f"people/nora/pages/{connected.page_id}", {"tasks": []})
    await due_again(parts)

    await obey(ObservePage(account_id=connected.account_id))

    page = await reach(parts.pool, connected.account_id)
    assert (page.access_level, page.reason, page.sealed_token) == ("none", "no_page_role", None)
    _, told = await bodies(parts, PageObserved)
    assert (told.access_level, told.reason, told.is_subscribed) == ("none", "no_page_role", False)
    assert (await row(parts.pool, connected.account_id)).status == "CONNECTED"


async def test_a_role_that_is_given_back_opens_the_account_again(
    connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    path = f"people/nora/pages/{connected.page_id}"
    await sandbox.control("PUT", path, {"tasks": []})
    await obey(ObservePage(account_id=connected.account_id))
    await sandbox.control("PUT", path, {"tasks": ["MANAGE"]})
    await due_again(parts)

    await obey(ObservePage(account_id=connected.account_id))

    levels = [told.access_level for told in await bodies(parts, PageObserved)]
    assert levels == ["none", "full"]


async def test_a_role_that_cannot_publish_leaves_reading(
    connect: Connect, parts: Parts, obey: Obey
) -> None:
    account = await connect("rita")

    await obey(ObservePage(account_id=account.account_id))

    page = await reach(parts.pool, account.account_id)
    assert (page.access_level, page.reason) == ("read", "role_cannot_publish")


async def test_a_permission_that_is_withdrawn_at_facebook_lowers_the_access(
    connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    revoked = {"permission": "instagram_manage_comments"}
    await sandbox.control("POST", "people/nora/revoke", revoked)

    await obey(ObservePage(account_id=connected.account_id))

    assert (await reach(parts.pool, connected.account_id)).access_level == "publish"


async def test_a_page_without_the_permission_for_webhooks_is_used_all_the_same(
    connect: Connect, parts: Parts, obey: Obey
) -> None:
    account = await connect(decline=("pages_manage_metadata",))

    await obey(ObservePage(account_id=account.account_id))

    page = await reach(parts.pool, account.account_id)
    assert (page.access_level, page.is_subscribed) == ("full", False)


async def test_a_subscription_that_fails_for_now_leaves_the_turn_due_and_the_page_known(
    connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    await sandbox.fault("/{page}/subscribed_apps", "status", status=400, code="32")

    with pytest.raises(RateLimited):
        await obey(ObservePage(account_id=connected.account_id))

    page = await reach(parts.pool, connected.account_id)
    assert (page.access_level, page.is_subscribed) == ("full", False)
    async with parts.pool.connection() as connection:
        await connection.execute("DELETE FROM endpoint_pauses")
    await obey(ObservePage(account_id=connected.account_id))
    assert [told.is_subscribed for told in await bodies(parts, PageObserved)] == [False, True]


async def test_a_process_that_dies_after_the_calls_has_the_page_read_again(
    connected: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    class Died(Exception):
        pass

    class Faults(FaultPoints):
        def reach(self, point: str) -> None:
            if point == "page_read":
                raise Died

    dying = ObservedPages(
        pool=parts.pool,
        outbox=parts.outbox,
        clients=parts.clients,
        tokens=parts.tokens,
        calls=parts.authorized,
        turns=parts.turns,
        faults=Faults(None),
    )
    with pytest.raises(Died):
        await dying.observe(connected.account_id)

    await parts.pages.observe(connected.account_id)

    assert (await reach(parts.pool, connected.account_id)).is_subscribed
    assert len(await bodies(parts, PageObserved)) == 1
    assert await sandbox.calls("/{page}/subscribed_apps", "POST") == 1


async def test_the_accounts_of_many_pages_are_found(
    connect: Connect, parts: Parts, obey: Obey
) -> None:
    account = await connect("max")

    await obey(ObservePage(account_id=account.account_id))

    assert (await reach(parts.pool, account.account_id)).page_id == account.page_id
