"""The list of accounts, disconnecting, and the page that says how connecting ended."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
import psycopg
import pytest

from auth.accounts.account import Verdict
from auth.accounts.store import Accounts, Expiry, Grant, Judgement, Owner, Profile
from auth.connect.outcomes import refusals
from auth.connect.tiktok import TIKTOK
from common.postgres import Pool

from ..conftest import Browser, Connect, Person, SignUp, Tables

REFUSALS = refusals(TIKTOK)
PAGE = {"Accept": "text/html"}
SCOPES = ["user.info.basic", "video.publish"]
REASONS = {"REFUSED": "connected_by_another"}
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


async def get(browser: Browser, path: str, **headers: str) -> tuple[int, str]:
    async with browser.get(path, headers=headers) as answer:
        return answer.status, await answer.text()


async def verdict(pool: Pool, account_id: Any, user_id: Any, what: str = "CONNECTED") -> Any:
    """Let the provider service answer the last request."""
    owner = Owner(account_id, user_id, "tiktok")
    if what == "CONNECTED":
        parts: list[Grant | Profile | Expiry] = [
            Grant("mara", None, SCOPES),
            Profile("Mara <b>Bakes</b>", None),
            Expiry(NOON),
        ]
    else:
        parts = []
    async with pool.connection() as connection:
        accounts = Accounts(connection)
        account = await accounts.find(account_id, user_id)
        assert account is not None
        await accounts.note_answer(owner, account.request_id)
        for part in [*parts, Judgement(Verdict(what), REASONS.get(what))]:
            await accounts.put(account_id, part)


async def delete(person: Person, account_id: UUID) -> tuple[int, dict[str, Any]]:
    path = f"/api/auth/accounts/{account_id}"
    async with person.browser.delete(path, headers=person.csrf) as answer:
        return answer.status, await answer.json()


async def test_s08_an_account_is_listed_with_its_status_and_what_it_cannot_do(
    sign_up: SignUp, connect: Connect, pool: Pool
) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)
    await verdict(pool, account_id, mara.user_id)

    _, text = await get(mara.browser, "/api/auth/accounts")

    [account] = orjson.loads(text)["accounts"]
    assert account["status"] == "LIMITED"
    assert account["scopes"] == SCOPES
    assert [one["feature"] for one in account["missing_features"]] == ["inbox", "metrics"]
    assert account.keys() == {
        "account_id",
        "provider",
        "status",
        "reason",
        "message",
        "next_step",
        "waiting_for",
        "display_name",
        "username",
        "avatar_url",
        "scopes",
        "access_level",
        "missing_features",
        "requested_at",
        "expires_at",
        "revoked",
        "login",
    }


async def test_a_refused_account_says_why(sign_up: SignUp, connect: Connect, pool: Pool) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)
    await verdict(pool, account_id, mara.user_id, "REFUSED")

    _, text = await get(mara.browser, f"/api/auth/accounts/{account_id}")

    account = orjson.loads(text)
    assert (account["status"], account["reason"]) == ("REFUSED", "connected_by_another")


async def test_a_grant_that_cannot_be_read_ends_the_waiting(
    sign_up: SignUp, connect: Connect, pool: Pool
) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)
    await verdict(pool, account_id, mara.user_id)
    await connect(mara.browser)
    await verdict(pool, account_id, mara.user_id, "REAUTHORIZATION_REQUIRED")

    _, text = await get(mara.browser, f"/api/auth/accounts/{account_id}")

    assert orjson.loads(text)["status"] == "REAUTHORIZATION_REQUIRED"


async def test_what_is_waited_for_is_told_after_a_minute(
    sign_up: SignUp, connect: Connect, auth_url: str
) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)
    path = f"/api/auth/accounts/{account_id}"
    early = orjson.loads((await get(mara.browser, path))[1])
    with psycopg.connect(auth_url) as connection:
        connection.execute("UPDATE accounts SET requested_at = requested_at - interval '61 s'")

    late = orjson.loads((await get(mara.browser, path))[1])

    assert early["waiting_for"] is None
    assert "TikTok service" in late["waiting_for"]


async def test_connecting_again_is_connecting_until_the_new_grant_is_answered(
    sign_up: SignUp, connect: Connect, pool: Pool
) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)
    await verdict(pool, account_id, mara.user_id)
    await connect(mara.browser)
    path = f"/api/auth/accounts/{account_id}"
    before = orjson.loads((await get(mara.browser, path))[1])["status"]

    await verdict(pool, account_id, mara.user_id)

    after = orjson.loads((await get(mara.browser, path))[1])["status"]
    assert (before, after) == ("CONNECTING", "LIMITED")


async def test_s11_disconnecting_is_asked_for_once(
    sign_up: SignUp, connect: Connect, pool: Pool, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)
    await verdict(pool, account_id, mara.user_id)

    first, second = [await delete(mara, account_id) for _ in range(2)]

    assert first == second
    assert (first[0], first[1]["status"]) == (202, "DISCONNECTING")
    rows = [(row[1], dict(row[3])) for row in sorted(tables()["outbox"])]
    asked = [headers for _, headers in rows if headers["ce_type"] == "auth.DisconnectRequested.v1"]
    assert [headers["ce_sequence"] for headers in asked] == ["2"]
    assert {topic for topic, _ in rows} == {"grants.tiktok.v1"}


async def test_a_disconnected_account_stays_so_however_often_it_is_asked(
    sign_up: SignUp, connect: Connect, pool: Pool, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)
    await delete(mara, account_id)
    await verdict(pool, account_id, mara.user_id, "DISCONNECTED")
    events = len(tables()["outbox"])

    status, account = await delete(mara, account_id)

    assert (status, account["status"]) == (202, "DISCONNECTED")
    assert len(tables()["outbox"]) == events


async def test_a_refused_account_cannot_be_disconnected(
    sign_up: SignUp, connect: Connect, pool: Pool, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)
    await verdict(pool, account_id, mara.user_id, "REFUSED")

    status, problem = await delete(mara, account_id)

    assert (status, problem["type"]) == (409, "/problems/not-connected")
    assert len(tables()["outbox"]) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/auth/accounts/{}"),
        ("DELETE", "/api/auth/accounts/{}"),
        ("GET", "/api/auth/outcomes/connected?account={}"),
    ],
)
@pytest.mark.parametrize("whose", ["theo's", "nobody's", "no id"])
async def test_another_users_account_is_not_there(
    sign_up: SignUp,
    connect: Connect,
    tables: Callable[[], Tables],
    method: str,
    path: str,
    whose: str,
) -> None:
    mara, theo = await sign_up("mara@example.test"), await sign_up("theo@example.test")
    others = {"theo's": await connect(theo.browser, "theo"), "nobody's": uuid4(), "no id": "'--"}
    before = tables()

    address = path.format(others[whose])
    async with mara.browser.request(method, address, headers=mara.csrf) as answer:
        problem = await answer.json()

    assert (answer.status, problem["type"]) == (404, "/problems/not-found")
    assert problem["detail"] == "There is no such account."
    assert tables() == before


async def test_a_user_sees_only_their_own_accounts(sign_up: SignUp, connect: Connect) -> None:
    mara, theo = await sign_up("mara@example.test"), await sign_up("theo@example.test")
    own = await connect(mara.browser, "mara")
    shared = await connect(theo.browser, "mara")

    _, text = await get(mara.browser, "/api/auth/accounts")

    listed = [UUID(account["account_id"]) for account in orjson.loads(text)["accounts"]]
    assert listed == [own]
    assert shared != own


async def test_the_page_waits_and_then_says_connected(
    sign_up: SignUp, connect: Connect, pool: Pool
) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)
    address = f"/api/auth/outcomes/connected?account={account_id}&trace={'a' * 32}"
    _, before = await get(mara.browser, address, **PAGE)

    await verdict(pool, account_id, mara.user_id)

    status, after = await get(mara.browser, address, **PAGE)
    assert "<h1>Connecting</h1>" in before
    assert 'http-equiv="refresh"' in before
    assert status == 200
    assert "<h1>Connected</h1>" in after
    assert "refresh" not in after
    assert "Mara &lt;b&gt;Bakes&lt;/b&gt; is connected" in after
    assert "a" * 32 in after


async def test_the_outcome_is_json_where_that_is_asked_for(
    sign_up: SignUp, connect: Connect, pool: Pool
) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)

    connecting = orjson.loads(
        (await get(mara.browser, f"/api/auth/outcomes/connected?account={account_id}"))[1]
    )

    assert (connecting["code"], connecting["title"]) == ("connected", "Connecting")
    assert connecting["account"]["account_id"] == str(account_id)
    assert connecting["account"]["status"] == "CONNECTING"


@pytest.mark.parametrize("code", list(REFUSALS))
async def test_anybody_may_read_what_a_refusal_means(
    browser: Callable[[], Browser], code: str
) -> None:
    status, text = await get(browser(), f"/api/auth/outcomes/{code}?trace={'b' * 32}")

    words, meant = orjson.loads(text), REFUSALS[code]
    assert status == 200
    assert words == {
        "code": code,
        "title": meant.title,
        "happened": meant.happened,
        "advice": meant.advice,
        "trace_id": "b" * 32,
        "account": None,
    }


@pytest.mark.parametrize("code", ["access_denied", "invalid_grant", "outcome_unknown"])
async def test_a_page_can_run_nothing_and_load_nothing(
    browser: Callable[[], Browser], code: str
) -> None:
    async with browser().get(f"/api/auth/outcomes/{code}?trace=<script>", headers=PAGE) as answer:
        text, headers = await answer.text(), answer.headers

    [nonce] = {part.split('"')[1] for part in text.split("nonce=")[1:]}
    policy = headers["Content-Security-Policy"]
    assert f"style-src 'nonce-{nonce}'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "max-age" in headers["Strict-Transport-Security"]
    assert headers["Cache-Control"] == "no-store"
    assert "script" not in text


async def test_an_outcome_that_does_not_exist_is_not_found(browser: Callable[[], Browser]) -> None:
    status, _ = await get(browser(), "/api/auth/outcomes/whatever", **PAGE)

    assert status == 404
