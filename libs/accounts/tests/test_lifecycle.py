"""How accounts end, alone and with others that stand on the same person's permission."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from accounts.due import DueAccounts
from accounts.removals import Removal, observe_withdrawal
from accounts.store import OAuthAccounts, Status
from accounts.timers import AccountTimers
from common.errors import ServiceError
from common.postgres import Pool
from contracts.auth import DisconnectRequested
from platforms.errors import GrantRefused, PlatformDown, TokenInvalid
from vault.keyring import Keyring

from .scene import PROVIDER, Scene, delivered
from .support import change


@pytest.fixture
def scene(pool: Pool, keyring: Keyring) -> Scene:
    return Scene(pool, keyring)


async def set_status(scene: Scene, account_id: UUID, status: Status) -> None:
    async with scene.pool.connection() as connection:
        await OAuthAccounts(connection).set_status(account_id, status)


async def test_a_grant_that_another_account_stands_on_is_not_revoked_but_with_the_last(
    scene: Scene,
) -> None:
    first = await scene.connect("one", grantor_id="person")
    last = await scene.connect("two", grantor_id="person")
    other = await scene.connect("three", grantor_id="somebody else")
    for account_id in (first, last):
        await set_status(scene, account_id, "DISCONNECTING")
        await scene.lifecycle.revoke(account_id)

    ended = [value for kind, value in await scene.events() if "AccountDisconnected" in kind]

    assert [value["revoked"] for value in ended] == [False, True]
    assert scene.calls.asked == ["revoke"]
    assert (await scene.account(other)).status == "CONNECTED"


async def test_the_accounts_of_one_grant_that_end_together_do_revoke_it(scene: Scene) -> None:
    both = [await scene.connect(name, grantor_id="person") for name in ("one", "two")]
    for account_id in both:
        await set_status(scene, account_id, "DISCONNECTING")
    scene.calls.errors = {"revoke": [GrantRefused("190")]}

    for account_id in both:
        await scene.lifecycle.revoke(account_id)

    ended = [value for kind, value in await scene.events() if "AccountDisconnected" in kind]
    assert [value["revoked"] for value in ended] == [True, True]
    assert scene.calls.asked == ["revoke", "revoke"]


@pytest.mark.parametrize(
    "statement", ["renewal = 'none'", "sealed_tokens = '\\x00'", "renewal = 'rotation'"]
)
async def test_an_account_that_is_disconnecting_does_not_ask_its_user_to_connect_it_again(
    scene: Scene, statement: str
) -> None:
    account_id = await scene.connect("one")
    await set_status(scene, account_id, "DISCONNECTING")
    await change(scene.pool, statement, account_id)
    scene.calls.errors = {"refresh": [GrantRefused("190")]}

    with pytest.raises(ServiceError):
        await scene.tokens.refreshed(account_id, 1)

    assert await scene.kinds() == ["AccountConnected"]


async def test_a_persons_withdrawal_has_all_their_accounts_checked_and_ended(scene: Scene) -> None:
    mine = [await scene.connect(name, grantor_id="person") for name in ("one", "two")]
    other = await scene.connect("three", grantor_id="somebody else")
    removal = Removal(PROVIDER, "", datetime.now(UTC) + timedelta(seconds=2), "user_withdrew")
    async with scene.pool.connection() as connection:
        found = await observe_withdrawal(connection, scene.outbox, "person", removal)
    assert found == 2
    assert (await scene.kinds()).count("CheckGrant") == 2
    scene.calls.errors = {
        "user_info": [TokenInvalid("190"), TokenInvalid("190")],
    }
    for account_id in mine:
        await change(scene.pool, "renewal = 'none'", account_id)
        await scene.lifecycle.check(account_id)

    assert [(await scene.account(one)).status for one in mine] == ["DISCONNECTED"] * 2
    assert (await scene.account(other)).status == "CONNECTED"


async def test_a_wish_to_disconnect_nobodys_account_is_answered(scene: Scene) -> None:
    account_id, user_id = uuid4(), uuid4()
    wish = DisconnectRequested(provider=PROVIDER, account_id=account_id, user_id=user_id)
    record = delivered(wish, 1)
    for _ in range(2):
        async with scene.pool.connection() as connection:
            await scene.grants.disconnect(connection, record)

    [(kind, value)] = await scene.events()
    assert kind == "accounts.AccountDisconnected.v1"
    assert value == {
        "provider": PROVIDER,
        "account_id": str(account_id),
        "user_id": str(user_id),
        "revoked": False,
        "reason": "unknown_account",
    }


async def test_a_renewal_that_fails_again_and_again_is_told_once_for_each_reason(
    scene: Scene,
) -> None:
    account_id = await scene.connect("one")
    for error in (PlatformDown("timeout"), PlatformDown("timeout"), PlatformDown("timeout")):
        scene.calls.errors = {"refresh": [error]}
        with pytest.raises(Exception, match="could not be renewed"):
            await scene.tokens.refreshed(account_id, 1)
    assert (await scene.kinds()).count("AccountRefreshFailed") == 1
    await scene.tokens.refreshed(account_id, 1)
    scene.calls.errors = {"refresh": [PlatformDown("timeout")]}
    with pytest.raises(Exception, match="could not be renewed"):
        await scene.tokens.refreshed(account_id, 2)

    assert await scene.kinds() == [
        "AccountConnected",
        "AccountRefreshFailed",
        "AccountRefreshed",
        "AccountRefreshFailed",
    ]


async def test_a_grant_tells_its_grantor_and_that_it_does_not_end(scene: Scene) -> None:
    account_id = await scene.connect(
        "one", grantor_id="person", expires_at=None, renewal="extension"
    )

    [(_, value)] = await scene.events()
    account = await scene.account(account_id)
    assert (value["grantor_id"], value["expires_at"]) == ("person", None)
    assert (account.grantor_id, account.renewal, account.ends_at) == ("person", "extension", None)
    assert scene.connected == [account_id]
    assert await scene.tokens.valid(account_id) == "act.1"
    assert scene.calls.asked == []


async def test_what_stays_due_is_commanded_ever_more_seldom(scene: Scene) -> None:
    account_id = await scene.connect("one")
    await set_status(scene, account_id, "DISCONNECTING")
    timers = AccountTimers(scene.pool, scene.outbox, scene.platform)
    pauses = []
    for age in ("1 minute", "10 minutes", "3 hours"):
        await change(
            scene.pool, f"next_due_at = now(), updated_at = now() - interval '{age}'", account_id
        )
        await timers.write_checks_and_revocations()
        await timers.write_checks_and_revocations()
        account = await scene.account(account_id)
        assert account.next_due_at is not None
        pauses.append(round((account.next_due_at - account.read_at) / timedelta(minutes=1)))

    assert pauses == [1, 10, 15]
    assert (await scene.kinds()).count("RevokeGrant") == 3


async def test_what_is_taken_is_not_taken_again_at_once(scene: Scene) -> None:
    account_id = await scene.connect("one")
    await set_status(scene, account_id, "CHECKING")
    await change(scene.pool, "updated_at = now() - interval '1 minute'", account_id)
    async with scene.pool.connection() as connection:
        taken = [await DueAccounts(connection).take(10) for _ in range(2)]

    assert taken == [[(account_id, "CHECKING")], []]
