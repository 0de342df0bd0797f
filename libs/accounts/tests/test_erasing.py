"""An account whose user is erased: nothing of it stays, and that is told."""

from uuid import UUID, uuid4

import pytest

from accounts.erasing import ErasureHandler
from accounts.store import OAuthAccounts
from common.outbox import Outbox
from common.postgres import Connection
from contracts.auth import ErasureRequested

from .scene import PROVIDER, Scene, delivered


async def erase(scene: Scene, account_id: UUID, user_id: UUID, sequence: int = 50) -> list[UUID]:
    """Let the wish be read; gives the users whose files were let go."""
    let_go: list[UUID] = []

    async def on_erased(_connection: Connection, gone: UUID) -> None:
        let_go.append(gone)

    handler = ErasureHandler(scene.platform, Outbox("gallery"), on_erased)
    wish = ErasureRequested(provider=PROVIDER, account_id=account_id, user_id=user_id)
    async with scene.pool.connection() as connection:
        await handler.erase(connection, delivered(wish, sequence))
    return let_go


async def erased(scene: Scene) -> list[str]:
    return [value["account_id"] for kind, value in await scene.events() if "AccountErased" in kind]


async def test_an_ended_account_is_erased_and_told(scene: Scene) -> None:
    account_id, other = await scene.connect("one"), await scene.connect("two")
    user_id = (await scene.account(account_id)).user_id
    async with scene.pool.connection() as connection:
        await OAuthAccounts(connection).set_status(account_id, "DISCONNECTED")

    let_go = await erase(scene, account_id, user_id)

    async with scene.pool.connection() as connection:
        assert await OAuthAccounts(connection).find(account_id) is None
    assert (await scene.account(other)).status == "CONNECTED"
    assert await erased(scene) == [str(account_id)]
    assert let_go == [user_id]


async def test_a_wish_that_comes_twice_is_answered_once(scene: Scene) -> None:
    account_id, user_id = uuid4(), uuid4()

    for _ in range(2):
        await erase(scene, account_id, user_id)

    assert await erased(scene) == [str(account_id)]


async def test_an_account_that_has_not_ended_is_ended_first(scene: Scene) -> None:
    account_id = await scene.connect("one")
    user_id = (await scene.account(account_id)).user_id

    await erase(scene, account_id, user_id)

    assert await erased(scene) == []
    assert (await scene.account(account_id)).status == "DISCONNECTING"


@pytest.mark.parametrize("times", [1, 2])
async def test_readers_do_not_drop_the_last_event(scene: Scene, times: int) -> None:
    account_id = await scene.connect("one")
    account = await scene.account(account_id)
    async with scene.pool.connection() as connection:
        await OAuthAccounts(connection).set_status(account_id, "DISCONNECTED")

    for number in range(times):
        await erase(scene, account_id, account.user_id, 50 + number)

    async with scene.pool.connection() as connection:
        rows = await connection.execute(
            "SELECT sequence FROM refused_grants WHERE account_id = %s", (account_id,)
        )
        [(sequence,)] = await rows.fetchall()
    assert sequence == account.sequence + times
