"""Changing a password, and choosing another after it was forgotten."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from auth.mail import smtp
from auth.person.reset_mail import ResetMailer
from auth.sign_in.rate_limits import GUESSES, RESETS
from common.postgres import Pool

from ..conftest import PASSWORD, Browser, Person, RegisterHost, RunAuth, SignUp, Tables
from ..postman import Postman, postman

EMAIL = "mara@example.test"
NEW = "quite another horse"
LINK = re.compile(r"https://postlog\.example/new-password#([A-Za-z0-9_-]{43})")
Open = Callable[[], Browser]


async def post(browser: Browser, path: str, body: object, **headers: str) -> tuple[int, Any]:
    async with browser.post(f"/api/auth/{path}", json=body, headers=headers) as answer:
        return answer.status, await answer.json() if await answer.read() else None


async def change(person: Person, old: str = PASSWORD, new: str = NEW) -> tuple[int, Any]:
    body = {"old_password": old, "new_password": new}
    return await post(person.browser, "me/password", body, **person.csrf)


async def login(browser: Browser, password: str) -> int:
    return (await post(browser, "login", {"email": EMAIL, "password": password}))[0]


async def is_signed_in(browser: Browser) -> bool:
    async with browser.get("/api/auth/session") as answer:
        return answer.status == 200


async def test_a_changed_password_opens_and_the_old_one_does_not(
    sign_up: SignUp, browser: Open
) -> None:
    mara = await sign_up(EMAIL)

    status, _ = await change(mara)

    assert status == 204
    assert await login(browser(), PASSWORD) == 401
    assert await login(browser(), NEW) == 200


async def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(
    sign_up: SignUp, browser: Open, tables: Callable[[], Tables]
) -> None:
    mara, elsewhere = await sign_up(EMAIL), browser()
    await login(elsewhere, PASSWORD)

    await change(mara)

    assert await is_signed_in(mara.browser)
    assert not await is_signed_in(elsewhere)
    assert [row[1] for row in tables()["outbox"]] == ["sessions.v1"]


async def test_without_the_old_password_nothing_changes(
    sign_up: SignUp, browser: Open, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up(EMAIL)
    before = tables()["users"]

    status, problem = await change(mara, old="a guess at it")

    assert (status, problem["type"]) == (422, "/problems/wrong-password")
    assert tables()["users"] == before
    assert await login(browser(), PASSWORD) == 200


async def test_guessing_the_old_password_is_slowed_down(sign_up: SignUp) -> None:
    mara = await sign_up(EMAIL)

    statuses = [(await change(mara, old="a guess at it"))[0] for _ in range(GUESSES.most + 1)]

    assert statuses == [422] * GUESSES.most + [429]
    assert (await change(mara))[0] == 429


@pytest.mark.parametrize("new", ["short", "x" * 201])
async def test_a_new_password_follows_the_same_rules(sign_up: SignUp, new: str) -> None:
    status, problem = await change(await sign_up(EMAIL), new=new)

    assert (status, problem["type"]) == (422, "/problems/invalid-request")
    assert new not in problem["detail"]


async def test_a_host_applications_user_has_no_password_to_change(host: RegisterHost) -> None:
    acme = await host()
    body = {"old_password": "", "new_password": NEW}

    status, problem = await acme.post("me/password", body, await acme.token())

    assert (status, problem["type"]) == (403, "/problems/forbidden")


async def ask(browser: Browser, email: str = EMAIL) -> tuple[int, Any]:
    return await post(browser, "password-resets", {"email": email})


async def choose(browser: Browser, token: str, new: str = NEW) -> tuple[int, Any]:
    return await post(browser, "password-resets/confirm", {"token": token, "new_password": new})


def mailer(pool: Pool, server: Postman) -> ResetMailer:
    return ResetMailer(pool, smtp(server.url), "postlog@example.test", "https://postlog.example")


async def mailed(pool: Pool) -> str:
    """Send the one link that is due; gives its token."""
    async with postman() as server:
        assert await mailer(pool, server).send_next()
        assert not await mailer(pool, server).send_next()
    [letter] = server.letters
    assert f"To: {EMAIL}" in letter
    [token] = LINK.findall(letter)
    return str(token)


async def test_a_mailed_link_sets_a_new_password_and_ends_all_sessions(
    sign_up: SignUp, browser: Open, pool: Pool
) -> None:
    mara, own = await sign_up(EMAIL), browser()
    await ask(own, "MARA@example.test")

    status, _ = await choose(own, await mailed(pool))

    assert status == 204
    assert not await is_signed_in(mara.browser)
    assert await login(browser(), PASSWORD) == 401
    assert await login(browser(), NEW) == 200


async def test_asking_is_answered_alike_whether_or_not_anybody_has_the_address(
    sign_up: SignUp, browser: Open, pool: Pool
) -> None:
    await sign_up(EMAIL)
    own = browser()

    answers = []
    for email in (EMAIL, "nobody@example.test"):
        async with own.post("/api/auth/password-resets", json={"email": email}) as answer:
            names = sorted(name for name in answer.headers if name not in {"Date", "Trace-Id"})
            answers.append((answer.status, names, await answer.read()))

    assert answers[0] == answers[1]
    assert answers[0][0] == 202
    await mailed(pool)


async def test_a_link_works_once(sign_up: SignUp, browser: Open, pool: Pool) -> None:
    await sign_up(EMAIL)
    own = browser()
    await ask(own)
    token = await mailed(pool)
    await choose(own, token)

    status, problem = await choose(own, token, "a third password")

    assert (status, problem["type"]) == (400, "/problems/reset-link-refused")
    assert await login(own, NEW) == 200


async def test_of_two_that_use_a_link_at_once_one_is_refused(
    sign_up: SignUp, browser: Open, pool: Pool
) -> None:
    await sign_up(EMAIL)
    own = browser()
    await ask(own)
    token = await mailed(pool)

    both = await asyncio.gather(choose(own, token), choose(own, token))

    assert sorted(status for status, _ in both) == [204, 400]


async def test_asking_again_ends_the_link_before(
    sign_up: SignUp, browser: Open, pool: Pool
) -> None:
    await sign_up(EMAIL)
    own = browser()
    await ask(own)
    first = await mailed(pool)

    await ask(own)

    assert (await choose(own, first))[0] == 400
    second = await mailed(pool)
    assert (await choose(own, first))[0] == 400
    assert (await choose(own, second))[0] == 204


async def test_a_link_ends_after_half_an_hour(sign_up: SignUp, browser: Open, pool: Pool) -> None:
    await sign_up(EMAIL)
    own = browser()
    await ask(own)
    token = await mailed(pool)
    async with pool.connection() as connection:
        await connection.execute(
            "UPDATE password_resets SET expires_at = expires_at - %s", (timedelta(minutes=30),)
        )

    status, _ = await choose(own, token)

    assert status == 400
    assert await login(own, PASSWORD) == 200


async def test_a_changed_password_ends_a_link_that_is_still_open(
    sign_up: SignUp, browser: Open, pool: Pool
) -> None:
    mara = await sign_up(EMAIL)
    await ask(browser())
    token = await mailed(pool)

    await change(mara)

    assert (await choose(browser(), token, "an attacker's"))[0] == 400


async def test_of_a_link_only_the_hash_is_kept(
    sign_up: SignUp, browser: Open, pool: Pool, tables: Callable[[], Tables]
) -> None:
    await sign_up(EMAIL)
    await ask(browser())

    token = await mailed(pool)

    assert token not in repr(tables())


async def test_a_server_that_refuses_gets_the_mail_later_with_a_new_link(
    sign_up: SignUp, browser: Open, pool: Pool
) -> None:
    await sign_up(EMAIL)
    await ask(browser())
    async with postman() as server:
        server.refuses = True
        assert await mailer(pool, server).send_next()
        assert not await mailer(pool, server).send_next()  # it waits
    async with pool.connection() as connection:
        await connection.execute("UPDATE password_resets SET mail_due_at = now()")

    token = await mailed(pool)

    assert (await choose(browser(), token))[0] == 204


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.test"])
async def test_asking_is_limited_for_each_address_known_or_not(
    sign_up: SignUp, browser: Open, email: str
) -> None:
    await sign_up(EMAIL)
    own = browser()

    statuses = [(await ask(own, email))[0] for _ in range(RESETS.most + 1)]

    assert statuses == [202] * RESETS.most + [429]


@pytest.mark.parametrize("token", ["", "unknown", "\x00", "x" * 200])
async def test_no_token_however_odd_is_a_link(browser: Open, token: str) -> None:
    assert (await choose(browser(), token))[0] == 400


async def test_an_operator_gives_a_link_where_no_mail_is_sent(
    sign_up: SignUp, browser: Open, auth: RunAuth
) -> None:
    mara = await sign_up(EMAIL)

    lines = await asyncio.to_thread(auth, "password-link", EMAIL)

    token = lines[-1].partition("/new-password#")[2]
    assert (await choose(browser(), token))[0] == 204
    assert not await is_signed_in(mara.browser)
