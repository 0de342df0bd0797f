"""The callback's state: good once, soon, and for whoever began."""

import asyncio
from collections.abc import Callable

import jwt
import psycopg
import pytest
from aiohttp import web
from yarl import URL

from auth.sign_in.handlers import SIGN_IN

from ..conftest import Browser, Consent, SignUp, Tables, Visit

CALLBACK = "/api/auth/tiktok/callback"
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_s01_s05_loading_the_callback_again_exchanges_nothing(
    visit: Visit,
    sign_up: SignUp,
    consent: Consent,
    token_calls: Callable[[], object],
    tables: Callable[[], Tables],
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)
    await visit(mara.browser, callback)

    again = await visit(mara.browser, callback)

    assert again.status == 400
    assert token_calls() == 1
    assert len(tables()["outbox"]) == 1


async def test_a_callback_loaded_twice_at_once_is_exchanged_once(
    visit: Visit, sign_up: SignUp, consent: Consent, token_calls: Callable[[], object]
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)

    answers = await asyncio.gather(*(visit(mara.browser, callback) for _ in range(4)))

    assert sorted(answer.status for answer in answers) == [303, 400, 400, 400]
    assert token_calls() == 1


@pytest.mark.parametrize("state", [None, "", "unknown", "x" * 5000])
async def test_s01_a_callback_without_a_known_state_is_refused(
    visit: Visit,
    sign_up: SignUp,
    consent: Consent,
    token_calls: Callable[[], object],
    state: str | None,
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)
    query = {**callback.query, "state": state} if state is not None else {"code": "code"}

    answer = await visit(mara.browser, callback.with_query(query))

    assert answer.status == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json()["type"] == "/problems/oauth-state-refused"
    assert token_calls() == 0


async def test_s01_an_expired_state_is_refused(
    visit: Visit,
    sign_up: SignUp,
    consent: Consent,
    token_calls: Callable[[], object],
    auth_url: str,
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)
    with psycopg.connect(auth_url) as connection:
        connection.execute("UPDATE oauth_states SET expires_at = now()")

    answer = await visit(mara.browser, callback)

    assert answer.status == 400
    assert token_calls() == 0


@pytest.mark.parametrize(("column", "other"), [("provider", "instagram"), ("client_key", "app2")])
async def test_s03_a_state_of_another_context_is_refused(
    visit: Visit,
    sign_up: SignUp,
    consent: Consent,
    token_calls: Callable[[], object],
    auth_url: str,
    column: str,
    other: str,
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)
    with psycopg.connect(auth_url) as connection:
        connection.execute(f"UPDATE oauth_states SET {column} = %s", (other,))

    answer = await visit(mara.browser, callback)

    assert answer.status == 400
    assert token_calls() == 0


async def test_s02_another_user_cannot_finish_what_one_began(
    visit: Visit,
    sign_up: SignUp,
    consent: Consent,
    token_calls: Callable[[], object],
    tables: Callable[[], Tables],
) -> None:
    mara, theo = await sign_up("mara@example.test"), await sign_up("theo@example.test")
    callback = await consent(mara.browser, "theo")

    answer = await visit(theo.browser, callback)

    assert answer.status == 403
    assert answer.json()["type"] == "/problems/oauth-state-foreign"
    assert token_calls() == 0
    assert (tables()["accounts"], tables()["outbox"]) == ([], [])


async def test_s02_another_browser_cannot_finish_it_signed_in_or_not(
    visit: Visit,
    sign_up: SignUp,
    consent: Consent,
    browser: Callable[[], Browser],
    tables: Callable[[], Tables],
) -> None:
    mara, stranger, second = await sign_up(), browser(), browser()
    body = {"email": "mara@example.test", "password": "correct horse battery"}
    async with second.post("/api/auth/login", json=body) as answer:
        assert answer.status == 200

    answers = [await visit(other, await consent(mara.browser)) for other in (stranger, second)]

    assert [answer.status for answer in answers] == [403, 403]
    assert tables()["accounts"] == []


async def test_a_state_shown_by_a_stranger_is_used_up(
    visit: Visit,
    sign_up: SignUp,
    consent: Consent,
    browser: Callable[[], Browser],
    token_calls: Callable[[], object],
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)
    await visit(browser(), callback)

    answer = await visit(mara.browser, callback)

    assert answer.status == 400
    assert token_calls() == 0


async def test_a_person_is_sent_to_a_page_that_can_ask_why_it_was_refused(
    visit: Visit, sign_up: SignUp
) -> None:
    mara = await sign_up()

    answer = await visit(mara.browser, f"{CALLBACK}?code=x&state=unknown", PAGE)

    target = URL(answer.headers["Location"])
    words = await visit(mara.browser, f"/api/auth/outcomes/{target.query['error']}")
    assert (answer.status, target.path) == (303, "/platforms/connect/tiktok")
    assert words.status == 200
    assert words.json()["title"] == "This attempt is over"


async def test_a_token_that_expired_at_tiktoks_page_still_finishes(
    visit: Visit, sign_up: SignUp, consent: Consent, app: web.Application
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)
    [cookie] = list(mara.browser.cookie_jar)
    claims = jwt.decode(cookie.value, options={"verify_signature": False})
    claims["exp"] = claims["exp"] - 1200
    old = app[SIGN_IN]._issuer._key.sign(claims)
    assert mara.browser._base_url is not None
    mara.browser.cookie_jar.update_cookies({"session": old}, mara.browser._base_url)

    answer = await visit(mara.browser, callback)

    assert answer.status == 303
    assert "connected" in URL(answer.headers["Location"]).query
