"""Operators: named by a command, known by their token, and signed out when they are one no more."""

import asyncio
from collections.abc import Callable
from typing import Any

import jwt
import psycopg
import pytest

from auth.sign_in.sessions import fingerprint
from common.revocations import hash_of

from ..conftest import PASSWORD, Browser, Person, RunAuth, SignUp, Tables

MARA = "mara@example.test"


async def said(person: Person) -> dict[str, Any]:
    async with person.browser.get("/api/auth/session") as answer:
        view: dict[str, Any] = await answer.json()
    return view


def claims_of(browser: Browser) -> dict[str, Any]:
    [token] = [cookie.value for cookie in browser.cookie_jar if cookie.key == "session"]
    return jwt.decode(token, options={"verify_signature": False})


async def run(auth: RunAuth, *arguments: str) -> str:
    """Run a command in a thread, since it begins a loop of its own; gives its last line."""
    lines = await asyncio.to_thread(auth, *arguments)
    return lines[-1]


async def test_whoever_registers_is_a_user(sign_up: SignUp) -> None:
    mara = await sign_up(MARA)

    assert (await said(mara))["role"] == "user"
    assert claims_of(mara.browser)["role"] == "user"


async def test_an_operator_is_one_at_the_next_refresh(sign_up: SignUp, auth: RunAuth) -> None:
    mara = await sign_up(MARA)

    line = await run(auth, "grant-operator", "Mara@example.test")
    async with mara.browser.post("/api/auth/refresh", headers=mara.csrf) as answer:
        refreshed = await answer.json()

    assert line.startswith("mara@example.test is an operator")
    assert refreshed["role"] == (await said(mara))["role"] == "operator"
    assert claims_of(mara.browser)["role"] == "operator"


async def test_who_is_an_operator_no_more_is_signed_out_everywhere(
    sign_up: SignUp, auth: RunAuth, tables: Callable[[], Tables], auth_url: str
) -> None:
    mara = await sign_up(MARA)
    theo = await sign_up("theo@example.test")
    await run(auth, "grant-operator", MARA)
    async with mara.browser.post(
        "/api/auth/login", json={"email": MARA, "password": PASSWORD}
    ) as answer:
        assert (await answer.json())["role"] == "operator"
    sid = claims_of(mara.browser)["sid"]

    line = await run(auth, "revoke-operator", MARA)

    async with mara.browser.get("/api/auth/session") as answer:
        assert answer.status == 401
    assert (await said(theo))["role"] == "user"
    assert line == "mara@example.test is no operator; sessions ended: 2"
    with psycopg.connect(auth_url) as connection:
        told = connection.execute("SELECT topic, key FROM auth.outbox ORDER BY id").fetchall()
    assert len(told) == 2
    assert ("sessions.v1", hash_of(sid)) in told
    assert sid not in repr(told)


def test_readers_of_the_topic_know_a_session_by_the_hash_that_is_stored() -> None:
    assert hash_of("sid-1") == fingerprint("sid-1").hex()


def test_nobody_can_be_made_an_operator_before_they_register(auth: RunAuth) -> None:
    with pytest.raises(SystemExit, match=r"^auth: nobody is registered as mara@example\.test"):
        auth("grant-operator", MARA)
