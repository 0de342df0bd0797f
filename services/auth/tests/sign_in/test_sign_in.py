"""Registering, signing in, refreshing and signing out, over HTTP."""

from collections.abc import Callable
from pathlib import Path

import aiohttp
import jwt
import psycopg
import pytest
from aiohttp import web

from auth.sign_in.handlers import SIGN_IN
from auth.sign_in.rate_limits import GUESSES, SIGN_INS, RateLimits
from auth.sign_in.sessions import fingerprint
from common.postgres import Pool
from common.sessions import SessionKeys

from ..conftest import Browser, SignUp, Tables

PASSWORD = "correct horse battery"
MARA = {"email": "mara@example.test", "password": PASSWORD}


def token_of(browser: Browser) -> str:
    return {cookie.key: cookie.value for cookie in browser.cookie_jar}["session"]


def attributes(answer: aiohttp.ClientResponse) -> tuple[object, ...]:
    cookie = answer.cookies["session"]
    return cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]


async def test_a_new_user_is_signed_in(
    browser: Callable[[], Browser], key_files: tuple[Path, Path, Path]
) -> None:
    own = browser()

    async with own.post("/api/auth/register", json=MARA) as answer:
        view = await answer.json()

    assert answer.status == 201
    assert view.keys() == {"user_id", "email", "role", "csrf", "expires_at"}
    assert attributes(answer) == (True, "Lax", "/", "")
    assert SessionKeys.load(key_files[1]).read(token_of(own)).user_id == view["user_id"]


async def test_the_session_tells_who_is_signed_in(sign_up: SignUp) -> None:
    mara = await sign_up()

    async with mara.browser.get("/api/auth/session") as answer:
        view = await answer.json()

    assert (view["user_id"], view["email"]) == (str(mara.user_id), "mara@example.test")
    assert view["csrf"] == mara.csrf["X-CSRF-Token"]
    assert answer.headers["Cache-Control"] == "no-store"


async def test_an_email_is_registered_once(sign_up: SignUp, browser: Callable[[], Browser]) -> None:
    await sign_up()

    async with browser().post(
        "/api/auth/register", json={**MARA, "email": "MARA@example.test"}
    ) as answer:
        problem = await answer.json()

    assert answer.status == 409
    assert answer.content_type == "application/problem+json"
    assert problem["type"] == "/problems/email-taken"


@pytest.mark.parametrize(
    "body",
    [
        {**MARA, "role": "admin"},
        {**MARA, "user_id": "00000000-0000-4000-8000-000000000001"},
        {"email": "mara@example.test"},
        {**MARA, "password": "short"},
        {**MARA, "password": "x" * 201},
        {**MARA, "email": "mara"},
        {**MARA, "email": "mara@example.test\x00"},
        {**MARA, "email": "mara @example.test"},
        {**MARA, "email": "mara,theo@example.test"},
        {**MARA, "email": "(mara@example.test"},
        {**MARA, "email": "m" * 250 + "@example.test"},
        [],
        "words",
    ],
)
async def test_a_registration_that_breaks_a_rule_is_refused(
    browser: Callable[[], Browser], tables: Callable[[], Tables], body: object
) -> None:
    async with browser().post("/api/auth/register", json=body) as answer:
        text = await answer.text()

    assert answer.status == 422
    assert PASSWORD not in text
    assert tables()["users"] == []


async def test_s30_every_sign_in_is_a_new_session(
    sign_up: SignUp, browser: Callable[[], Browser]
) -> None:
    mara = await sign_up()
    first = jwt.decode(token_of(mara.browser), options={"verify_signature": False})

    async with mara.browser.post("/api/auth/login", json=MARA) as answer:
        assert answer.status == 200

    second = jwt.decode(token_of(mara.browser), options={"verify_signature": False})
    assert first["sub"] == second["sub"]
    assert first["sid"] != second["sid"]
    assert first["csrf"] != second["csrf"]


async def test_an_unknown_email_and_a_wrong_password_look_the_same(
    sign_up: SignUp, browser: Callable[[], Browser]
) -> None:
    await sign_up()
    answers = []
    for body in ({**MARA, "password": "wrong"}, {**MARA, "email": "nobody@example.test"}):
        async with browser().post("/api/auth/login", json=body) as answer:
            problem = await answer.json()
            answers.append((answer.status, {**problem, "trace_id": None}, dict(answer.cookies)))

    assert answers[0] == answers[1]
    assert answers[0][0] == 401
    assert answers[0][1]["type"] == "/problems/wrong-credentials"


async def test_guessing_is_slowed_down(sign_up: SignUp, browser: Callable[[], Browser]) -> None:
    await sign_up()
    own = browser()
    statuses = []
    wrong = {"email": "Mara@example.test", "password": "wrong"}
    for _ in range(GUESSES.most + 1):
        async with own.post("/api/auth/login", json=wrong) as answer:
            statuses.append(answer.status)
    async with own.post("/api/auth/login", json=MARA) as answer:
        right = answer

    assert statuses == [401] * GUESSES.most + [429]
    assert right.status == 429
    assert int(right.headers["Retry-After"]) > 0


async def test_s44_one_address_cannot_try_a_password_on_everybody(
    browser: Callable[[], Browser], pool: Pool
) -> None:
    async with pool.connection() as connection:
        for _ in range(SIGN_INS.most):
            await RateLimits(connection).count(SIGN_INS, "127.0.0.1")

    async with browser().post("/api/auth/login", json=MARA) as answer:
        assert answer.status == 429


async def test_the_password_is_kept_as_argon2id(
    sign_up: SignUp, tables: Callable[[], Tables]
) -> None:
    await sign_up()

    [user] = tables()["users"]
    assert user[2].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_refresh_gives_a_new_token_of_the_same_session(
    sign_up: SignUp, auth_url: str
) -> None:
    mara = await sign_up()
    before = jwt.decode(token_of(mara.browser), options={"verify_signature": False})
    with psycopg.connect(auth_url) as connection:
        connection.execute("UPDATE sessions SET refreshed_at = now() - interval '1 h'")

    async with mara.browser.post("/api/auth/refresh", headers=mara.csrf) as answer:
        view = await answer.json()

    after = jwt.decode(token_of(mara.browser), options={"verify_signature": False})
    assert answer.status == 200
    assert (after["sid"], after["csrf"]) == (before["sid"], before["csrf"])
    assert view["csrf"] == after["csrf"]
    with psycopg.connect(auth_url) as connection:
        row = connection.execute("SELECT refreshed_at > now() - interval '1 min' FROM sessions")
        assert row.fetchone() == (True,)


async def expired(browser: Browser, app: web.Application, seconds: float) -> None:
    """Replace the browser's token by one that expired that long ago."""
    claims = jwt.decode(token_of(browser), options={"verify_signature": False})
    claims["exp"] = claims["iat"] = claims["exp"] - 600 - seconds
    token = app[SIGN_IN]._issuer._key.sign(claims)
    assert browser._base_url is not None
    browser.cookie_jar.update_cookies({"session": token}, browser._base_url)


async def test_an_expired_token_is_refreshed_while_the_row_lives(
    sign_up: SignUp, app: web.Application
) -> None:
    mara = await sign_up()
    await expired(mara.browser, app, 3600)
    async with mara.browser.get("/api/auth/accounts") as answer:
        strict = answer.status
    async with mara.browser.get("/api/auth/session") as answer:
        csrf = (await answer.json())["csrf"]

    async with mara.browser.post("/api/auth/refresh", headers={"X-CSRF-Token": csrf}) as answer:
        refreshed = answer.status

    async with mara.browser.get("/api/auth/accounts") as answer:
        afterwards = answer.status
    assert (strict, refreshed, afterwards) == (401, 200, 200)


async def test_a_token_that_expired_before_the_idle_limit_is_refused(
    sign_up: SignUp, app: web.Application
) -> None:
    mara = await sign_up()
    await expired(mara.browser, app, 25 * 3600)

    async with mara.browser.post("/api/auth/refresh", headers=mara.csrf) as answer:
        assert answer.status == 401


async def test_an_idle_session_cannot_be_refreshed(sign_up: SignUp, auth_url: str) -> None:
    mara = await sign_up()
    with psycopg.connect(auth_url) as connection:
        connection.execute("UPDATE sessions SET refreshed_at = now() - interval '25 h'")

    async with mara.browser.post("/api/auth/refresh", headers=mara.csrf) as answer:
        assert answer.status == 401


async def test_s30_signing_out_ends_the_session_here_at_once(
    sign_up: SignUp, browser: Callable[[], Browser]
) -> None:
    mara = await sign_up()
    stolen = {"Authorization": f"Bearer {token_of(mara.browser)}"}
    thief = browser()
    async with thief.get("/api/auth/accounts", headers=stolen) as answer:
        before = answer.status

    async with mara.browser.post("/api/auth/logout", headers=mara.csrf) as answer:
        left = answer

    assert left.status == 204
    assert left.cookies["session"]["max-age"] == "0"
    for method, path in (("GET", "accounts"), ("GET", "session"), ("POST", "refresh")):
        async with thief.request(method, f"/api/auth/{path}", headers=stolen) as answer:
            assert answer.status == 401
    assert before == 200


async def test_signing_out_is_told_to_the_other_services_once(
    sign_up: SignUp, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    session_id = jwt.decode(token_of(mara.browser), options={"verify_signature": False})["sid"]

    for _ in range(2):
        await mara.browser.post("/api/auth/logout", headers=mara.csrf)

    [(_, topic, key, _, value, _)] = tables()["outbox"]
    assert (topic, key) == ("sessions.v1", session_id)
    assert b'"reason":"signed_out"' in value
    assert tables()["sessions"] == []


async def test_signing_out_ends_the_flows_of_the_session(
    sign_up: SignUp, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    await mara.browser.get("/api/auth/tiktok", allow_redirects=False)
    begun = len(tables()["oauth_states"])

    await mara.browser.post("/api/auth/logout", headers=mara.csrf)

    assert (begun, tables()["oauth_states"]) == (1, [])


async def test_s30_the_session_row_holds_only_a_hash(
    sign_up: SignUp, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    session_id = jwt.decode(token_of(mara.browser), options={"verify_signature": False})["sid"]

    [session] = tables()["sessions"]
    assert session[0] == fingerprint(session_id)
    assert len(session_id) >= 22
