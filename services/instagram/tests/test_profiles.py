"""How an account is called, and its picture, as its owner's page loads it."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from accounts.agents import Obey
from accounts.turns import AccountTurns
from contracts.accounts import ProfileObserved
from contracts.commands import ObserveProfile
from instagram.parts import Parts
from platforms.instagram.app import Login

from .support import Connect, Connected, Sandbox, Serve, bodies, change, row


@pytest.mark.parametrize(
    ("login", "user"),
    [("facebook", "leo"), ("unified", "leo"), ("instagram", "leo.draws")],
)
async def test_a_new_name_is_observed_and_told(
    login: Login, user: str, connect: Connect, parts: Parts, sandbox: Sandbox, obey: Obey
) -> None:
    account = await connect(user, login)
    await sandbox.control("PATCH", "accounts/leo.draws", {"username": "leo.paints"})

    await obey(ObserveProfile(provider="instagram", account_id=account.account_id))

    held = await row(parts.pool, account.account_id)
    assert (held.username, held.display_name) == ("leo.paints", "Leo Draws")
    [told] = await bodies(parts, ProfileObserved)
    assert told.username == "leo.paints"


async def test_the_picture_is_given_to_its_owner_alone(
    connected: Connected, parts: Parts, sandbox: Sandbox, obey: Obey, settings: Any, serve: Serve
) -> None:
    settings.avatar_hosts = (urlsplit(sandbox.url).netloc,)
    await obey(ObserveProfile(provider="instagram", account_id=connected.account_id))
    address = f"{await serve()}/api/instagram/accounts/{connected.account_id}/avatar"

    async with sandbox.session.get(address, headers={"X-User": str(connected.user_id)}) as answer:
        assert (answer.status, answer.content_type) == (200, "image/svg+xml")
    async with sandbox.session.get(address, headers={"X-User": str(uuid4())}) as answer:
        assert answer.status == 404


async def test_turns_come_for_accounts_of_either_login_and_not_for_one_without_the_scope(
    connect: Connect, parts: Parts
) -> None:
    facebook, own = await connect("nora"), await connect("leo.draws", "instagram")
    without = await connect("tess")
    await change(parts.pool, "scopes = '{instagram_basic}'", without.account_id)

    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE account_work SET next_due_at = now()")
        taken = await AccountTurns(connection, parts.turns).take("sample", 9)

    assert set(taken) == {facebook.account_id, own.account_id}
