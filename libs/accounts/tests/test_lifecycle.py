"""How accounts end, alone and with others that stand on the same person's permission."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from accounts.due import DueAccounts
from accounts.errors import ReauthorizationRequired
from accounts.removals import Removal, observe_removal, observe_withdrawal
from accounts.store import OAuthAccounts, Status
from accounts.timers import AccountTimers
from common.errors import ServiceError
from contracts.auth import DisconnectRequested, GrantWithdrawn
from platforms.errors import (
    ClientMisconfigured,
    GrantRefused,
    OutcomeUnknown,
    PlatformDown,
    PlatformError,
    TokenInvalid,
)

from .scene import PROVIDER, Scene, delivered
from .support import change


async def told(scene: Scene) -> list[tuple[bool, str]]:
    """Give what was said of ends: whether they are confirmed, and why they came."""
    ended = [value for kind, value in await scene.events() if "AccountDisconnected" in kind]
    return [(value["revoked"], value["reason"]) for value in ended]


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

    assert [(value["revoked"], value["shared"]) for value in ended] == [
        (False, True),
        (True, False),
    ]
    assert scene.calls.asked == ["revoke"]
    assert (await scene.account(other)).status == "CONNECTED"


async def test_the_accounts_of_one_grant_that_end_together_do_revoke_it(scene: Scene) -> None:
    both = [await scene.connect(name, grantor_id="person") for name in ("one", "two")]
    for account_id in both:
        await set_status(scene, account_id, "DISCONNECTING")
    await scene.lifecycle.revoke(both[0])
    scene.calls.errors = {"revoke": [GrantRefused("190")], "refresh": [TokenInvalid("190")]}
    await scene.lifecycle.revoke(both[1])

    assert await told(scene) == [(True, "user_request")] * 2
    assert scene.calls.asked == ["revoke", "revoke", "refresh"]


@pytest.mark.parametrize(
    "refusal",
    [GrantRefused("invalid_grant"), TokenInvalid("190"), ClientMisconfigured("invalid_request")],
)
async def test_a_token_that_ended_early_is_renewed_so_that_the_grant_is_revoked(
    scene: Scene, refusal: PlatformError
) -> None:
    account_id = await scene.connect("one")
    await set_status(scene, account_id, "DISCONNECTING")
    scene.calls.errors = {"revoke": [refusal]}

    await scene.lifecycle.revoke(account_id)

    assert scene.calls.asked == ["revoke", "refresh", "revoke"]
    assert await told(scene) == [(True, "user_request")]


async def test_a_refused_renewal_is_the_platforms_word_that_the_grant_is_gone(scene: Scene) -> None:
    account_id = await scene.connect("one")
    await set_status(scene, account_id, "DISCONNECTING")
    scene.calls.errors = {"revoke": [GrantRefused("x")], "refresh": [GrantRefused("x")]}

    await scene.lifecycle.revoke(account_id)

    assert await told(scene) == [(True, "user_request")]


async def test_a_grant_whose_newest_tokens_were_lost_is_not_known_to_be_revoked(
    scene: Scene,
) -> None:
    account_id = await scene.connect("one")
    scene.calls.errors = {"refresh": [OutcomeUnknown("timeout"), GrantRefused("invalid_grant")]}
    with pytest.raises(ServiceError):
        await scene.tokens.refreshed(account_id, 1)
    await set_status(scene, account_id, "DISCONNECTING")
    scene.calls.errors["revoke"] = [GrantRefused("invalid_grant")]

    await scene.lifecycle.revoke(account_id)

    assert await told(scene) == [(False, "user_request")]


async def test_a_refusal_that_is_repeated_is_as_clear_as_the_first(scene: Scene) -> None:
    account_id = await scene.connect("one")
    await set_status(scene, account_id, "DISCONNECTING")
    refusals = [GrantRefused("invalid_grant") for _ in range(2)]
    scene.calls.errors = {"refresh": list(refusals), "revoke": list(refusals)}
    with pytest.raises(ReauthorizationRequired):
        await scene.tokens.refreshed(account_id, 1)

    await scene.lifecycle.revoke(account_id)

    assert await told(scene) == [(True, "user_request")]


async def test_an_access_that_ended_without_a_renewal_is_not_known_to_be_revoked(
    scene: Scene,
) -> None:
    account_id = await scene.connect("one", renewal="none")
    await change(scene.pool, "issued_at = now() - interval '3 days'", account_id)
    await change(scene.pool, "expires_at = now() - interval '1 day'", account_id)
    await set_status(scene, account_id, "DISCONNECTING")

    await scene.lifecycle.revoke(account_id)

    assert await told(scene) == [(False, "user_request")]


async def test_a_platform_that_is_down_between_the_two_calls_is_asked_again(scene: Scene) -> None:
    account_id = await scene.connect("one")
    await set_status(scene, account_id, "DISCONNECTING")
    scene.calls.errors = {"revoke": [GrantRefused("x")], "refresh": [PlatformDown("timeout")]}

    with pytest.raises(ServiceError):
        await scene.lifecycle.revoke(account_id)
    await scene.lifecycle.revoke(account_id)

    assert await told(scene) == [(True, "user_request")]


async def withdraw(scene: Scene, reason: str = "account_banned") -> None:
    """Let the platform say that access was withdrawn, and refuse both tokens from then on."""
    removal = Removal(PROVIDER, "one", datetime.now(UTC) + timedelta(seconds=2), reason)
    async with scene.pool.connection() as connection:
        await observe_removal(connection, scene.outbox, removal)
    scene.calls.errors = {
        "user_info": [TokenInvalid("x") for _ in range(9)],
        "refresh": [GrantRefused("invalid_grant") for _ in range(9)],
    }


async def test_a_withdrawal_is_told_once_and_with_its_reason(scene: Scene) -> None:
    account_id = await scene.connect("one")
    await withdraw(scene)

    await scene.lifecycle.check(account_id)
    await withdraw(scene)
    await scene.lifecycle.check(account_id)

    assert "ReauthorizationRequired" not in await scene.kinds()
    assert await told(scene) == [(True, "account_banned")]


async def test_a_renewal_that_is_refused_while_a_withdrawal_is_checked_tells_nothing_of_its_own(
    scene: Scene,
) -> None:
    account_id = await scene.connect("one")
    await withdraw(scene)

    with pytest.raises(ReauthorizationRequired):
        await scene.tokens.refreshed(account_id, 1)
    assert (await scene.account(account_id)).status == "CHECKING"
    await scene.lifecycle.check(account_id)

    assert "ReauthorizationRequired" not in await scene.kinds()
    assert await told(scene) == [(True, "account_banned")]


async def test_a_withdrawal_after_its_renewal_was_refused_is_not_told_twice(scene: Scene) -> None:
    account_id = await scene.connect("one")
    scene.calls.errors = {"refresh": [GrantRefused("invalid_grant")]}
    with pytest.raises(ReauthorizationRequired):
        await scene.tokens.refreshed(account_id, 1)

    await withdraw(scene)
    await scene.lifecycle.check(account_id)

    assert (await scene.kinds()).count("ReauthorizationRequired") == 1
    assert await told(scene) == []


async def test_the_withdrawal_that_disconnecting_brings_is_not_told(scene: Scene) -> None:
    account_id = await scene.connect("one")
    await set_status(scene, account_id, "DISCONNECTING")
    await withdraw(scene, "developer_revoked")
    scene.calls.errors = {}
    await scene.lifecycle.revoke(account_id)
    await withdraw(scene, "developer_revoked")
    await scene.lifecycle.check(account_id)

    assert await told(scene) == [(True, "user_request")]


async def test_a_withdrawal_without_a_known_reason_is_just_that(scene: Scene) -> None:
    account_id = await scene.connect("one")
    await withdraw(scene, "unknown")

    await scene.lifecycle.check(account_id)

    assert await told(scene) == [(True, "authorization_removed")]


async def test_a_check_after_the_newest_tokens_were_lost_does_not_say_that_access_was_withdrawn(
    scene: Scene,
) -> None:
    account_id = await scene.connect("one")
    scene.calls.errors = {"refresh": [OutcomeUnknown("timeout")]}
    with pytest.raises(ServiceError):
        await scene.tokens.refreshed(account_id, 1)
    await withdraw(scene)

    await scene.lifecycle.check(account_id)

    account = await scene.account(account_id)
    assert (account.status, account.reason) == (
        "REAUTHORIZATION_REQUIRED",
        "refresh_outcome_unknown",
    )
    assert (await scene.kinds())[-1] == "ReauthorizationRequired"
    assert await told(scene) == []


async def test_a_check_with_an_access_that_ended_by_itself_does_not_say_that_it_was_withdrawn(
    scene: Scene,
) -> None:
    account_id = await scene.connect("one", renewal="none")
    await withdraw(scene)
    await change(scene.pool, "issued_at = now() - interval '3 days'", account_id)
    await change(scene.pool, "expires_at = now() - interval '1 day'", account_id)

    await scene.lifecycle.check(account_id)

    assert (await scene.account(account_id)).status == "REAUTHORIZATION_REQUIRED"
    assert await told(scene) == []


async def test_a_refused_token_that_nothing_renews_was_withdrawn(scene: Scene) -> None:
    account_id = await scene.connect("one", renewal="none")
    await withdraw(scene)

    await scene.lifecycle.check(account_id)

    assert await told(scene) == [(True, "account_banned")]


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
        "shared": False,
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


async def grant_withdrawn(scene: Scene, account_id: UUID, at: datetime, sequence: int = 2) -> None:
    """Let the provider service hear that an account's grant was withdrawn."""
    event = GrantWithdrawn(
        provider=PROVIDER,
        account_id=account_id,
        user_id=uuid4(),
        withdrawn_at=at,
        reason="user_disconnected",
    )
    async with scene.pool.connection() as connection:
        await scene.grants.withdraw(connection, delivered(event, sequence))


async def test_a_withdrawn_grant_is_checked_and_ends_where_its_token_is_refused(
    scene: Scene,
) -> None:
    account_id, other = await scene.connect("one"), await scene.connect("two")
    scene.calls.errors = {
        "user_info": [TokenInvalid("190/458")],
        "refresh": [GrantRefused("190/458")],
    }

    await grant_withdrawn(scene, account_id, datetime.now(UTC) + timedelta(seconds=2))
    status = (await scene.account(account_id)).status
    await scene.lifecycle.check(account_id)

    assert status == "CHECKING"
    assert await told(scene) == [(True, "user_disconnected")]
    assert (await scene.account(other)).status == "CONNECTED"


async def test_a_grant_that_is_younger_than_the_withdrawal_is_left_alone(scene: Scene) -> None:
    account_id = await scene.connect("one")

    await grant_withdrawn(scene, account_id, datetime.now(UTC) - timedelta(days=1))

    assert (await scene.account(account_id)).status == "CONNECTED"


async def test_a_withdrawal_that_is_read_again_or_of_nobodys_account_changes_nothing(
    scene: Scene,
) -> None:
    account_id, at = await scene.connect("one"), datetime.now(UTC) + timedelta(seconds=2)
    for _ in range(2):
        await grant_withdrawn(scene, account_id, at)
    await grant_withdrawn(scene, uuid4(), at, 1)

    assert (await scene.kinds()).count("AuthorizationRemovedObserved") == 1
