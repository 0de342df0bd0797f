"""Deleting one's account: what goes at once, what the other services are told, and its end."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson

from auth.projector import project
from common.event import Delivered, Envelope
from common.postgres import Pool
from contracts.accounts import (
    AccountDisconnected,
    AccountErased,
    AccountEvent,
    ProfileObserved,
    ReauthorizationRequired,
)

from ..conftest import PASSWORD, Browser, Connect, Person, RegisterHost, RunAuth, SignUp, Tables

EMAIL = "mara@example.test"
Open = Callable[[], Browser]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


async def delete(person: Person, password: str = PASSWORD) -> tuple[int, dict[str, Any]]:
    body = {"password": password}
    async with person.browser.delete("/api/auth/me", json=body, headers=person.csrf) as answer:
        return answer.status, await answer.json()


async def shown(browser: Browser, code: str) -> tuple[int, dict[str, Any]]:
    async with browser.get(f"/api/auth/erasures/{code}") as answer:
        return answer.status, await answer.json()


async def heard(pool: Pool, event: AccountEvent, sequence: int) -> None:
    """Let the worker read what the provider service says."""
    envelope = Envelope(f"e{sequence}", event.TYPE, "/tiktok", event.subject, NOW, sequence)
    record = Delivered("accounts.v1", 0, 0, event.key, envelope, event, {}, b"")
    async with pool.connection() as connection:
        await project(connection, record)


def told(tables: Callable[[], Tables]) -> list[str]:
    """Give the types of what the outbox holds, in their order."""
    return [dict(row[3])["ce_type"].split(".")[1] for row in sorted(tables()["outbox"])]


async def test_whoever_deletes_their_account_is_signed_out_and_cannot_sign_in(
    sign_up: SignUp, browser: Open, tables: Callable[[], Tables]
) -> None:
    mara, theo = await sign_up(EMAIL), await sign_up("theo@example.test")

    status, erasure = await delete(mara)

    assert (status, erasure["accounts"]) == (202, 0)
    assert erasure["completed_at"]
    body = {"email": EMAIL, "password": PASSWORD}
    async with browser().post("/api/auth/login", json=body) as answer:
        assert answer.status == 401
    async with theo.browser.get("/api/auth/session") as answer:
        assert answer.status == 200
    assert EMAIL not in repr(tables())
    assert told(tables) == ["SessionEnded"]


async def test_without_the_password_nothing_is_deleted(
    sign_up: SignUp, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up(EMAIL)
    before = tables()["users"]

    status, problem = await delete(mara, "a guess at it")

    assert (status, problem["type"]) == (422, "/problems/wrong-password")
    assert tables()["users"] == before
    assert tables()["erasures"] == []


async def test_an_account_is_ended_then_erased_and_the_page_tells_how_far_it_is(
    sign_up: SignUp, connect: Connect, browser: Open, pool: Pool, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up(EMAIL)
    account_id = await connect(mara.browser)
    own = {"provider": "tiktok", "account_id": account_id, "user_id": mara.user_id}

    _, erasure = await delete(mara)
    begun = await shown(browser(), erasure["code"])
    await heard(pool, AccountDisconnected(**own, revoked=True, reason="user_request"), 5)
    ended = await shown(browser(), erasure["code"])
    await heard(pool, AccountErased(**own), 6)
    _, done = await shown(browser(), erasure["code"])

    assert (begun[1]["accounts"], begun[1]["ended"], begun[1]["completed_at"]) == (1, 0, None)
    assert (ended[1]["ended"], ended[1]["erased"], ended[1]["completed_at"]) == (1, 0, None)
    assert (done["ended"], done["erased"]) == (1, 1)
    assert done["completed_at"]
    assert told(tables) == [
        "GrantIssued",
        "DisconnectRequested",
        "SessionEnded",
        "ErasureRequested",
    ]
    assert tables()["accounts"] == []
    assert tables()["account_registers"] == []


async def test_nothing_late_brings_an_erased_account_back(
    sign_up: SignUp, connect: Connect, pool: Pool, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up(EMAIL)
    account_id = await connect(mara.browser)
    own: dict[str, Any] = {
        "provider": "tiktok",
        "account_id": account_id,
        "user_id": mara.user_id,
    }
    await delete(mara)
    profile = ProfileObserved(**own, display_name="Mara Bakes", observed_at=NOW)

    await heard(pool, profile, 4)
    await heard(pool, AccountErased(**own), 6)
    before = tables()
    for late in (
        profile,
        ReauthorizationRequired(**own, reason="invalid_grant"),
        AccountDisconnected(**own, revoked=True, reason="user_request"),
        AccountErased(**own),
    ):
        await heard(pool, late, 7)

    assert tables() == before
    assert (before["accounts"], before["notices"]) == ([], [])


async def test_an_account_that_had_ended_before_is_erased_at_once(
    sign_up: SignUp, connect: Connect, pool: Pool, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up(EMAIL)
    account_id = await connect(mara.browser)
    own = {"provider": "tiktok", "account_id": account_id, "user_id": mara.user_id}
    path = f"/api/auth/accounts/{account_id}"
    async with mara.browser.delete(path, headers=mara.csrf) as answer:
        assert answer.status == 202
    await _answered(pool, tables, AccountDisconnected(**own, revoked=True, reason="user_request"))

    await delete(mara)

    assert told(tables)[-2:] == ["ErasureRequested", "SessionEnded"]


async def _answered(pool: Pool, tables: Callable[[], Tables], event: AccountEvent) -> None:
    """Let an event answer what the user asked for last."""
    [row] = [one for one in sorted(tables()["outbox"]) if "DisconnectRequested" in repr(one[3])]
    wish = dict(row[3])["ce_id"]
    envelope = Envelope("e5", event.TYPE, "/tiktok", event.subject, NOW, 5, causation_id=wish)
    record = Delivered("accounts.v1", 0, 0, event.key, envelope, event, {}, b"")
    async with pool.connection() as connection:
        await project(connection, record)


async def test_keys_that_the_person_made_end_and_those_of_others_stay(
    sign_up: SignUp, host: RegisterHost, auth: RunAuth
) -> None:
    acme, mara = await host("acme"), await sign_up(EMAIL)
    await asyncio.to_thread(auth, "tenants", "grant-admin", "--tenant", "acme", EMAIL)
    path = f"/api/auth/me/tenants/{acme.tenant.tenant_id}/api-keys"
    async with mara.browser.post(path, headers=mara.csrf) as answer:
        key = (await answer.json())["key"]

    await delete(mara)

    assert (await acme.post("connect-tokens", {"user_id": "u"}, key))[0] == 401
    assert (await acme.post("connect-tokens", {"user_id": "u"}))[0] == 201


async def test_a_host_applications_user_is_deleted_by_the_host(host: RegisterHost) -> None:
    acme = await host()
    headers = {"Authorization": f"Bearer {await acme.token()}"}
    body = {"password": ""}

    async with acme.backend.delete("/api/auth/me", json=body, headers=headers) as answer:
        assert answer.status == 403


async def test_of_two_wishes_at_once_one_erases_and_the_events_are_told_once(
    sign_up: SignUp, connect: Connect, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up(EMAIL)
    await connect(mara.browser)

    answers = await asyncio.gather(delete(mara), delete(mara))

    assert 202 in {status for status, _ in answers}
    assert told(tables).count("DisconnectRequested") == 1
    assert len(tables()["erasures"]) == 1


async def test_what_is_no_code_is_not_found(browser: Open) -> None:
    for code in ("unknown", "%00", "x" * 65):
        assert (await shown(browser(), code))[0] == 404


async def test_the_page_of_a_deletion_names_nobody(sign_up: SignUp, browser: Open) -> None:
    mara = await sign_up(EMAIL)

    _, erasure = await delete(mara)
    _, found = await shown(browser(), erasure["code"])

    assert str(mara.user_id) not in orjson.dumps(found).decode()
