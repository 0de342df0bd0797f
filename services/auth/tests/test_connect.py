"""Connecting TikTok: the state, the exchange, the sealed grant and the way back."""

import asyncio
import logging
import re
import urllib.request
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import jwt
import orjson
import psycopg
import pytest
from auth.account import account_id
from auth.grants import grant_place
from auth.sign_in_handlers import SIGN_IN
from common.metrics import OAUTH_STEPS
from platforms.tiktok.oauth import challenge
from vault.envelope import SealBroken, open_sealed
from vault.keyring import Keyring
from yarl import URL

CALLBACK = "/api/auth/tiktok/callback"
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def control(url, path, body=None, method="POST"):
    data = None if body is None else orjson.dumps(body)
    request = urllib.request.Request(f"{url}/control/{path}", data=data, method=method)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return orjson.loads(answer.read() or b"null")


@dataclass
class Answer:
    """An answer that was read to its end."""

    status: int
    headers: Mapping[str, str]
    body: str

    def json(self):
        return orjson.loads(self.body)


async def get(browser, url, headers=None):
    async with browser.get(url, headers=headers, allow_redirects=False) as answer:
        return Answer(answer.status, answer.headers, await answer.text())


async def begun(browser):
    answer = await get(browser, "/api/auth/tiktok")
    assert answer.status == 302
    return URL(answer.headers["Location"]), answer


async def test_the_browser_is_sent_to_tiktok_with_what_tiktok_wants(sign_up, tiktok_url):
    mara = await sign_up()

    page, answer = await begun(mara.browser)

    assert str(page.with_query(None)) == f"{tiktok_url}/v2/auth/authorize/"
    assert page.query["scope"] == "user.info.basic,video.publish,video.upload,video.list"
    assert page.query["redirect_uri"] == f"http://127.0.0.1:8080{CALLBACK}"
    assert page.query["code_challenge_method"] == "S256"
    assert page.query["disable_auto_auth"] == "1"
    assert re.fullmatch("[0-9a-f]{64}", page.query["code_challenge"])
    assert len(page.query["state"]) >= 43
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_the_verifier_is_random_sealed_and_never_shown(sign_up, tables, key_files, caplog):
    caplog.set_level(logging.DEBUG)
    mara = await sign_up()
    pages = [await begun(mara.browser) for _ in range(2)]

    ring = Keyring.load(key_files[2])
    verifiers = {}
    for row in tables()["oauth_states"]:
        place = {"table": "auth.oauth_states", "field": "verifier", "state": row[0].hex()}
        verifiers[row[0]] = open_sealed(ring, row[5], place).decode()
    assert len(set(verifiers.values())) == 2
    for page, answer in pages:
        verifier = verifiers[sha256(page.query["state"].encode()).digest()]
        assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier)
        assert page.query["code_challenge"] == challenge(verifier)
        assert verifier not in str(answer.headers) + caplog.text
        assert verifier.encode() not in repr(tables()).encode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"},
    ],
)
async def test_the_redirect_address_is_a_constant(sign_up, headers):
    mara = await sign_up()
    cookie = "; ".join(f"{one.key}={one.value}" for one in mara.browser.cookie_jar)

    answer = await get(mara.browser, "/api/auth/tiktok", {**headers, "Cookie": cookie})

    assert URL(answer.headers["Location"]).query["redirect_uri"].startswith("http://127.0.0.1:8080/")


async def test_connecting_ends_at_an_address_without_code_and_state(sign_up, consent):
    mara = await sign_up()
    callback = await consent(mara.browser)

    answer = await get(mara.browser, callback)

    target = URL(answer.headers["Location"])
    assert answer.status == 303
    assert target.path == "/api/auth/outcomes/connected"
    assert target.query.keys() == {"account", "trace"}
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    for secret in (callback.query["code"], callback.query["state"]):
        assert secret not in str(target)


async def test_loading_the_callback_again_exchanges_nothing(sign_up, consent, token_calls, tables):
    mara = await sign_up()
    callback = await consent(mara.browser)
    await get(mara.browser, callback)

    again = await get(mara.browser, callback)

    assert again.status == 400
    assert token_calls() == 1
    assert len(tables()["outbox"]) == 1


async def test_the_same_callback_twice_at_once_is_exchanged_once(sign_up, consent, token_calls):
    mara = await sign_up()
    callback = await consent(mara.browser)

    answers = await asyncio.gather(*(get(mara.browser, callback) for _ in range(4)))

    assert sorted(answer.status for answer in answers) == [303, 400, 400, 400]
    assert token_calls() == 1


@pytest.mark.parametrize("state", [None, "", "unknown", "x" * 5000])
async def test_a_callback_without_a_known_state_is_refused(sign_up, consent, token_calls, state):
    mara = await sign_up()
    callback = await consent(mara.browser)
    query = {**callback.query, "state": state} if state is not None else {"code": "code"}

    answer = await get(mara.browser, callback.with_query(query))

    assert answer.status == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json()["type"] == "/problems/oauth-state-refused"
    assert token_calls() == 0


async def test_an_expired_state_is_refused(sign_up, consent, token_calls, auth_url):
    mara = await sign_up()
    callback = await consent(mara.browser)
    with psycopg.connect(auth_url) as connection:
        connection.execute("UPDATE oauth_states SET expires_at = now()")

    answer = await get(mara.browser, callback)

    assert answer.status == 400
    assert token_calls() == 0


@pytest.mark.parametrize(("column", "other"), [("provider", "instagram"), ("client_key", "app2")])
async def test_a_state_of_another_context_is_refused(
    sign_up, consent, token_calls, auth_url, column, other
):
    mara = await sign_up()
    callback = await consent(mara.browser)
    with psycopg.connect(auth_url) as connection:
        connection.execute(f"UPDATE oauth_states SET {column} = %s", (other,))

    answer = await get(mara.browser, callback)

    assert answer.status == 400
    assert token_calls() == 0


async def test_another_user_cannot_finish_what_one_began(sign_up, consent, token_calls, tables):
    mara, theo = await sign_up("mara@example.test"), await sign_up("theo@example.test")
    callback = await consent(mara.browser, "theo")

    answer = await get(theo.browser, callback)

    assert answer.status == 403
    assert answer.json()["type"] == "/problems/oauth-state-foreign"
    assert token_calls() == 0
    assert (tables()["accounts"], tables()["outbox"]) == ([], [])


async def test_another_browser_cannot_finish_it_signed_in_or_not(sign_up, consent, browser, tables):
    mara, stranger, second = await sign_up(), browser(), browser()
    body = {"email": "mara@example.test", "password": "correct horse battery"}
    async with second.post("/api/auth/login", json=body) as answer:
        assert answer.status == 200

    answers = [
        await get(other, await consent(mara.browser)) for other in (stranger, second)
    ]

    assert [answer.status for answer in answers] == [403, 403]
    assert tables()["accounts"] == []


async def test_a_state_shown_by_a_stranger_is_used_up(sign_up, consent, browser, token_calls):
    mara = await sign_up()
    callback = await consent(mara.browser)
    await get(browser(), callback)

    answer = await get(mara.browser, callback)

    assert answer.status == 400
    assert token_calls() == 0


async def test_a_person_is_told_on_a_page_why_it_was_refused(sign_up):
    mara = await sign_up()

    answer = await get(mara.browser, f"{CALLBACK}?code=x&state=unknown", PAGE)
    outcome = await get(mara.browser, answer.headers["Location"], PAGE)

    assert answer.status == 303
    assert URL(answer.headers["Location"]).path == "/api/auth/outcomes/oauth-state-refused"
    assert outcome.status == 400
    assert "This attempt is over" in outcome.body


async def test_a_refusal_at_tiktok_is_an_outcome(sign_up, consent, token_calls, tables):
    mara = await sign_up()

    answer = await get(mara.browser, await consent(mara.browser, decision="cancel"))

    assert answer.status == 303
    assert URL(answer.headers["Location"]).path == "/api/auth/outcomes/access_denied"
    assert token_calls() == 0
    assert tables()["outbox"] == []


async def test_a_refused_exchange_is_an_outcome(sign_up, consent, tables):
    mara = await sign_up()
    callback = await consent(mara.browser)

    answer = await get(mara.browser, callback.update_query(code="spent*1!4608.va"))

    assert URL(answer.headers["Location"]).path == "/api/auth/outcomes/invalid_grant"
    assert (tables()["accounts"], tables()["outbox"]) == ([], [])


async def test_a_lost_answer_is_not_asked_for_again(sign_up, consent, token_calls, tiktok_url):
    mara = await sign_up()
    callback = await consent(mara.browser)
    control(tiktok_url, "faults", {"endpoint": "/v2/oauth/token/", "kind": "reset_after", "count": 1})

    answer = await get(mara.browser, callback)

    assert URL(answer.headers["Location"]).path == "/api/auth/outcomes/outcome_unknown"
    assert token_calls() == 1


async def test_the_grant_is_sealed_for_its_place(sign_up, connect, tables, key_files, tiktok_url):
    mara = await sign_up()

    account = await connect(mara.browser)

    [(_, topic, key, headers, value, _)] = tables()["outbox"]
    grant, headers = orjson.loads(value), dict(headers)
    ring, sealed = Keyring.load(key_files[2]), b64decode(grant["sealed_tokens"])
    tokens = orjson.loads(open_sealed(ring, sealed, grant_place(account, 1)))
    issued = {one["value"] for one in control(tiktok_url, "secrets", method="GET")["secrets"]}
    assert (topic, key) == ("grants.tiktok.v1", str(account))
    assert (headers["ce_type"], headers["ce_sequence"]) == ("auth.GrantIssued.v1", "1")
    assert tokens.keys() == {"access_token", "refresh_token"}
    assert set(tokens.values()) <= issued
    for other in (grant_place(account, 2), grant_place(UUID(int=1), 1)):
        with pytest.raises(SealBroken):
            open_sealed(ring, sealed, other)


async def test_the_grant_says_whose_account_it_is(sign_up, connect, tables):
    mara = await sign_up()

    account = await connect(mara.browser)

    grant = orjson.loads(tables()["outbox"][0][4])
    assert grant["display_name"]
    assert grant["scopes"] == ["user.info.basic", "video.publish", "video.upload", "video.list"]
    assert grant["user_id"] == str(mara.user_id)
    assert account == account_id(
        "tiktok", grant["client_key"], grant["platform_user_id"], mara.user_id
    )


async def test_no_token_is_in_the_clear_anywhere(
    sign_up, connect, tables, tiktok_url, caplog, capsys
):
    caplog.set_level(logging.DEBUG)
    mara = await sign_up()
    account = await connect(mara.browser)
    answers = [
        await get(mara.browser, path)
        for path in ("/api/auth/accounts", f"/api/auth/outcomes/connected?account={account}")
    ]

    seen = repr(tables()) + caplog.text + "".join(capsys.readouterr())
    for answer in answers:
        seen += str(answer.headers) + answer.body
    secrets = [one["value"] for one in control(tiktok_url, "secrets", method="GET")["secrets"]]
    assert len(secrets) >= 3
    assert [secret for secret in secrets if secret in seen] == []


async def test_connecting_again_keeps_the_account_and_raises_its_sequence(
    sign_up, connect, tables
):
    mara = await sign_up()

    accounts = {await connect(mara.browser) for _ in range(2)}

    sequences = [dict(row[3])["ce_sequence"] for row in tables()["outbox"]]
    assert len(accounts) == 1
    assert sorted(sequences) == ["1", "2"]


async def test_a_profile_that_tiktok_does_not_give_is_no_reason_to_lose_the_grant(
    sign_up, connect, tables, tiktok_url
):
    control(tiktok_url, "faults", {"endpoint": "/v2/user/info/", "kind": "status", "count": 99})
    mara = await sign_up()

    await connect(mara.browser)

    assert orjson.loads(tables()["outbox"][0][4])["display_name"] == ""


async def test_a_token_that_expired_at_tiktoks_page_still_finishes(sign_up, consent, app):
    mara = await sign_up()
    callback = await consent(mara.browser)
    [cookie] = list(mara.browser.cookie_jar)
    claims = jwt.decode(cookie.value, options={"verify_signature": False})
    claims["exp"] = claims["exp"] - 1200
    old = app[SIGN_IN]._issuer._key.sign(claims)
    mara.browser.cookie_jar.update_cookies({"session": old}, mara.browser._base_url)

    answer = await get(mara.browser, callback)

    assert answer.status == 303
    assert URL(answer.headers["Location"]).path == "/api/auth/outcomes/connected"


async def test_every_step_is_counted_and_told(sign_up, connect, caplog):
    def count(step):
        return OAUTH_STEPS.labels("tiktok", step)._value.get()

    before = {step: count(step) for step in ("started", "exchanged", "granted", "refused")}
    mara = await sign_up()
    await connect(mara.browser)
    await get(mara.browser, f"{CALLBACK}?state=unknown")

    assert {step: count(step) - was for step, was in before.items()} == dict.fromkeys(before, 1)
