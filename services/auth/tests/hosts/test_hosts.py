"""A host application: its backend vouches for a user, and confirms whose browser came back."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import jwt
import psycopg
import pytest
from aiohttp import web
from yarl import URL

from auth.app import UNCONFIRMED
from auth.connect.pending_connections import PendingConnections
from auth.hosts.tenants import Tenants
from auth.sign_in.rate_limits import TOKENS_OF_USER
from common.postgres import Pool
from vault.keyring import Keyring

from ..conftest import Browser, CameBack, Control, RegisterHost, SignUp, Tables, Visit

ORIGIN = "https://app.host.example"
RETURN_URL = "https://app.host.example/connected?from=postlog"


def path_of(address: str) -> URL:
    parts = urlsplit(address)
    return URL(f"{parts.path}?{parts.query}", encoded=True)


async def consented(
    visit: Visit,
    browser: Browser,
    authorize_url: str,
    handle: str = "mara",
    decision: str = "allow",
) -> URL:
    """Open the link, decide at TikTok, and give the callback."""
    opened = await visit(browser, path_of(authorize_url))
    assert opened.status == 302, opened.body
    data = {"user": handle, "decision": decision, "scope": "video.publish"}
    async with (
        aiohttp.ClientSession() as tiktok,
        tiktok.post(opened.headers["Location"], data=data, allow_redirects=False) as decided,
    ):
        return path_of(decided.headers["Location"])


@pytest.fixture
def came_back(visit: Visit, browser: Callable[[], Browser]) -> CameBack:
    """Go through a connection in a new browser; gives the address to which it was returned."""

    async def through(connection: dict[str, Any], **choices: str) -> URL:
        own = browser()
        callback = await consented(visit, own, connection["authorize_url"], **choices)
        ended = await visit(own, callback)
        assert ended.status == 303, ended.body
        return URL(ended.headers["Location"])

    return through


async def test_a_host_connects_its_users_account_in_the_end(
    host: RegisterHost, came_back: CameBack, tables: Callable[[], Tables]
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    back = await came_back(connection)
    before = tables()["outbox"]

    status, confirmed = await acme.confirm(back, user_id="user-1")
    again = await acme.confirm(back, user_id="user-1")

    assert (status, before) == (200, [])
    assert again == (200, confirmed)
    assert back.path == "/connected"
    assert back.query.keys() == {"from", "connection_id", "code"}
    [(_, topic, key, _, _, _)] = tables()["outbox"]
    assert (topic, key) == ("grants.tiktok.v1", confirmed["account_id"])


async def test_the_users_account_is_listed_with_the_connect_token(
    host: RegisterHost, came_back: CameBack
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    _, confirmed = await acme.confirm(await came_back(connection))
    headers = {"Authorization": f"Bearer {await acme.token()}", "Origin": ORIGIN}

    async with acme.backend.get("/api/auth/accounts", headers=headers) as answer:
        listed = await answer.json()

    assert [one["account_id"] for one in listed["accounts"]] == [confirmed["account_id"]]


async def test_a_connect_token_says_what_it_is_for_and_cannot_be_refreshed(
    host: RegisterHost, tables: Callable[[], Tables]
) -> None:
    acme = await host()
    token = await acme.token()
    claims = jwt.decode(token, options={"verify_signature": False})

    async with acme.backend.post(
        "/api/auth/refresh", headers={"Authorization": f"Bearer {token}"}
    ) as refreshed:
        assert refreshed.status == 401
    assert claims["purpose"] == "connect"
    assert 10 * 60 <= claims["exp"] - claims["iat"] <= 30 * 60
    assert token not in repr(tables())


async def test_a_user_is_the_same_at_every_token_and_another_at_another_tenant(
    host: RegisterHost,
) -> None:
    acme, other = await host("acme"), await host("other")
    subjects = [
        jwt.decode(await one.token(), options={"verify_signature": False})["sub"]
        for one in (acme, acme, other)
    ]

    assert subjects[0] == subjects[1] != subjects[2]


async def test_a_connect_token_works_on_the_hosts_own_pages_alone(host: RegisterHost) -> None:
    acme = await host()
    token = await acme.token()
    statuses = []
    for origin in (ORIGIN, "https://evil.example", "null"):
        headers = {"Authorization": f"Bearer {token}", "Origin": origin}
        async with acme.backend.get("/api/auth/accounts", headers=headers) as answer:
            statuses.append(answer.status)

    assert statuses == [200, 403, 403]


@pytest.mark.parametrize(
    "return_url",
    [
        "",
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example/connected?from=postlog",
        "https://app.host.example/connected",
        "https://app.host.example/connected?from=postlog#x",
        "https://app.host.example/connected?from=postlog/../x",
        "https://app.host.example@evil.example/connected?from=postlog",
        "https://APP.host.example/connected?from=postlog",
        "https%3A%2F%2Fapp.host.example%2Fconnected",
    ],
)
async def test_s07_only_a_registered_address_is_returned_to(
    host: RegisterHost, tables: Callable[[], Tables], return_url: str
) -> None:
    acme = await host()

    status, problem = await acme.connection(return_url=return_url)

    assert (status, problem["type"]) == (422, "/problems/return-url-refused")
    assert tables()["pending_connections"] == []


async def test_s02_the_link_works_once(
    host: RegisterHost, visit: Visit, browser: Callable[[], Browser]
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    first, second = browser(), browser()
    opened = await visit(first, path_of(connection["authorize_url"]))

    again = await visit(second, path_of(connection["authorize_url"]))

    assert (opened.status, again.status) == (302, 400)
    assert again.json()["type"] == "/problems/connection-link-refused"


async def test_s02_only_the_browser_that_opened_the_link_may_come_back(
    host: RegisterHost,
    visit: Visit,
    browser: Callable[[], Browser],
    token_calls: Callable[[], object],
    tables: Callable[[], Tables],
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    callback = await consented(visit, browser(), connection["authorize_url"])

    other = await visit(browser(), callback)

    assert (other.status, token_calls()) == (403, 0)
    assert tables()["outbox"] == []


async def test_s02_a_connection_is_not_confirmed_for_another_user(
    host: RegisterHost, came_back: CameBack, tables: Callable[[], Tables]
) -> None:
    acme = await host()
    _, connection = await acme.connection("attacker")
    back = await came_back(connection, handle="theo")

    status, _ = await acme.confirm(back, user_id="victim")

    assert (status, tables()["outbox"]) == (403, [])


async def test_s35_another_tenants_connection_is_not_there(
    host: RegisterHost, came_back: CameBack, tables: Callable[[], Tables]
) -> None:
    acme, other = await host("acme"), await host("other")
    _, connection = await acme.connection()
    back = await came_back(connection)

    status, problem = await other.confirm(back)

    assert (status, problem["type"]) == (404, "/problems/connection-unknown")
    assert tables()["outbox"] == []


async def test_a_wrong_code_confirms_nothing(
    host: RegisterHost, came_back: CameBack, tables: Callable[[], Tables]
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    back = await came_back(connection)

    status, _ = await acme.confirm(back.update_query(code="guessed"))

    assert (status, tables()["outbox"]) == (404, [])


async def test_a_refusal_returns_to_the_host_with_its_code(
    host: RegisterHost, came_back: CameBack
) -> None:
    acme = await host()
    _, connection = await acme.connection()

    back = await came_back(connection, decision="cancel")

    assert back.query["error"] == "access_denied"
    assert (back.query["from"], "code" in back.query) == ("postlog", False)


async def test_no_token_waits_in_the_clear(
    host: RegisterHost,
    came_back: CameBack,
    tables: Callable[[], Tables],
    control: Control,
    key_files: tuple[Path, Path, Path],
) -> None:
    acme = await host()
    _, connection = await acme.connection()

    back = await came_back(connection)

    stored = repr(tables())
    for secret in control("secrets")["secrets"]:
        assert secret["value"] not in stored
    for secret in (back.query["code"], URL(connection["authorize_url"]).query["link"], acme.key):
        assert secret not in stored
    assert Keyring.load(key_files[2]).current().primary == "k1"


def overdue(auth_url: str) -> None:
    with psycopg.connect(auth_url) as connection:
        connection.execute("UPDATE pending_connections SET expires_at = now() - interval '1 s'")


def revocations(control: Control) -> int:
    return int(control("requests?path=/v2/oauth/revoke/")["count"])


async def test_what_nobody_confirms_is_revoked_and_forgotten(
    host: RegisterHost,
    came_back: CameBack,
    app: web.Application,
    auth_url: str,
    control: Control,
    tables: Callable[[], Tables],
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    back = await came_back(connection)
    overdue(auth_url)

    late = await acme.confirm(back)
    worked = [await app[UNCONFIRMED].revoke_next() for _ in range(2)]

    assert late[0] == 404
    assert worked == [True, False]
    assert revocations(control) == 1
    assert tables()["pending_connections"] == []


@pytest.mark.parametrize("refusal", ["invalid_request", "invalid_grant"])
async def test_a_grant_that_nobody_confirms_ends_though_its_access_token_ended_early(
    host: RegisterHost,
    came_back: CameBack,
    app: web.Application,
    auth_url: str,
    control: Control,
    token_calls: Callable[[], object],
    refusal: str,
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    await came_back(connection)
    overdue(auth_url)
    control("expire", {"open_id": "mara"})
    fault = {"endpoint": "/v2/oauth/revoke/", "kind": "error_200", "code": refusal}
    control("faults", fault)

    assert await app[UNCONFIRMED].revoke_next()

    assert token_calls() == 2
    assert revocations(control) == 2


async def test_tokens_that_were_renewed_to_revoke_a_grant_are_kept_for_the_next_try(
    host: RegisterHost,
    came_back: CameBack,
    app: web.Application,
    auth_url: str,
    control: Control,
    tables: Callable[[], Tables],
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    await came_back(connection)
    overdue(auth_url)
    control("expire", {"open_id": "mara"})
    away = {"kind": "status", "status": 500, "count": 50}
    for fault in ({"kind": "error_200", "code": "invalid_grant"}, away):
        control("faults", {"endpoint": "/v2/oauth/revoke/", **fault})

    await app[UNCONFIRMED].revoke_next()
    control("faults", method="DELETE")
    with psycopg.connect(auth_url) as database:
        database.execute("UPDATE pending_connections SET revoke_at = now() - interval '1 s'")
    await app[UNCONFIRMED].revoke_next()

    assert control("state")["grants"] == []
    assert tables()["pending_connections"] == []


async def test_a_link_opened_late_leaves_the_whole_time_for_consent(
    host: RegisterHost, visit: Visit, browser: Callable[[], Browser], auth_url: str, pool: Pool
) -> None:
    acme, own = await host(), browser()
    _, connection = await acme.connection()
    with psycopg.connect(auth_url) as database:
        database.execute("UPDATE pending_connections SET expires_at = now() + interval '1 min'")
    callback = await consented(visit, own, connection["authorize_url"])
    with psycopg.connect(auth_url) as database:
        database.execute(
            "UPDATE pending_connections SET expires_at = expires_at - interval '9 min'"
        )
    async with pool.connection() as database:
        await PendingConnections(database).sweep()

    ended = await visit(own, callback)

    assert "code" in URL(ended.headers["Location"]).query


async def test_what_is_being_revoked_is_confirmed_no_more(
    host: RegisterHost, came_back: CameBack, auth_url: str, tables: Callable[[], Tables]
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    back = await came_back(connection)
    with psycopg.connect(auth_url) as database:
        database.execute("UPDATE pending_connections SET revoke_at = now()")

    status, _ = await acme.confirm(back)

    assert (status, tables()["outbox"]) == (404, [])


async def test_a_live_grant_of_the_same_person_is_not_ended_with_it(
    host: RegisterHost,
    came_back: CameBack,
    app: web.Application,
    auth_url: str,
    control: Control,
    tables: Callable[[], Tables],
) -> None:
    acme = await host()
    _, first = await acme.connection("user-1")
    await acme.confirm(await came_back(first))
    _, second = await acme.connection("user-2")
    await came_back(second)
    overdue(auth_url)

    assert await app[UNCONFIRMED].revoke_next()

    assert revocations(control) == 0
    assert not [
        row for row in tables()["pending_connections"] if str(row[0]) == second["connection_id"]
    ]


async def test_two_grants_that_tiktok_ends_as_one_are_both_forgotten(
    host: RegisterHost,
    came_back: CameBack,
    app: web.Application,
    auth_url: str,
    tables: Callable[[], Tables],
) -> None:
    acme = await host()
    for user_id in ("user-1", "user-2"):
        _, connection = await acme.connection(user_id)
        await came_back(connection)
    overdue(auth_url)

    worked = [await app[UNCONFIRMED].revoke_next() for _ in range(3)]

    assert worked == [True, True, False]
    assert tables()["pending_connections"] == []


async def test_a_revocation_that_tiktok_does_not_answer_is_tried_for_a_day(
    host: RegisterHost,
    came_back: CameBack,
    app: web.Application,
    auth_url: str,
    control: Control,
    tables: Callable[[], Tables],
    pool: Pool,
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    await came_back(connection)
    overdue(auth_url)
    control(
        "faults", {"endpoint": "/v2/oauth/revoke/", "kind": "status", "status": 500, "count": 50}
    )

    await app[UNCONFIRMED].revoke_next()
    left = tables()["pending_connections"]
    with psycopg.connect(auth_url) as operator:
        operator.execute("UPDATE pending_connections SET expires_at = now() - interval '25 h'")
    async with pool.connection() as own:
        await PendingConnections(own).sweep()

    assert len(left) == 1
    assert tables()["pending_connections"] == []


async def test_a_session_of_our_own_pages_connects_for_no_host(sign_up: SignUp) -> None:
    mara = await sign_up()
    body = {"return_url": RETURN_URL}

    async with mara.browser.post(
        "/api/auth/tiktok/connections", json=body, headers=mara.csrf
    ) as answer:
        assert answer.status == 403


async def test_an_api_key_on_a_page_is_refused(host: RegisterHost) -> None:
    acme = await host()

    status, _ = await acme.post("connect-tokens", {"user_id": "user-1"}, Origin=ORIGIN)

    assert status == 403


async def test_a_revoked_key_opens_nothing(host: RegisterHost, pool: Pool) -> None:
    acme = await host()
    async with pool.connection() as connection:
        revoked = await Tenants(connection).revoke_key(acme.tenant.tenant_id, acme.key[:11])

    status, _ = await acme.post("connect-tokens", {"user_id": "user-1"})

    assert (revoked, status) == (True, 401)


async def test_s44_tokens_for_one_user_are_limited(host: RegisterHost, auth_url: str) -> None:
    acme = await host()
    await acme.token()
    with psycopg.connect(auth_url) as connection:
        connection.execute(
            "INSERT INTO sign_in_attempts (who) SELECT who FROM sign_in_attempts,"
            " generate_series(1, %s)",
            (TOKENS_OF_USER.most,),
        )

    url, proof = "/api/auth/connect-tokens", {"Authorization": f"Bearer {acme.key}"}
    async with acme.backend.post(url, json={"user_id": "user-1"}, headers=proof) as answer:
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 0
    assert (await acme.post("connect-tokens", {"user_id": "user-2"}))[0] == 201


async def test_s43_connecting_and_denied_access_are_told_with_who_and_whose(
    host: RegisterHost, came_back: CameBack, capsys: pytest.CaptureFixture[str]
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    await acme.confirm(await came_back(connection), user_id="user-1")
    await acme.post("connect-tokens", {"user_id": "user-1"}, "pk_wrong")
    _, foreign = await acme.connection()
    await acme.confirm(await came_back(foreign), user_id="user-2")

    told = capsys.readouterr().out
    for step in ("asked", "started", "exchanged", "awaits_confirmation", "granted", "denied"):
        assert step in told
    tenant_id = str(acme.tenant.tenant_id)
    for step in ("asked", "awaits_confirmation", "granted", "denied", "api key used"):
        assert any(step in line and tenant_id in line for line in told.splitlines())
    assert acme.key not in told


@pytest.mark.parametrize("connection_id", ["x", "%00", "00000000-0000-4000-8000-000000000001"])
async def test_no_connection_id_however_odd_is_a_failure_of_ours(
    host: RegisterHost, connection_id: str
) -> None:
    acme = await host()
    status, _ = await acme.post(f"connections/{connection_id}/confirm", {"code": "x"})
    odd = URL(f"/api/auth/connections/{connection_id}/authorize?link=%ED%A0%80", encoded=True)
    async with acme.backend.get(odd, allow_redirects=False) as opened:
        assert opened.status == 400

    assert status == 404


async def test_a_connection_confirmed_many_times_at_once_is_one_grant(
    host: RegisterHost, came_back: CameBack, tables: Callable[[], Tables]
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    back = await came_back(connection)

    answers = await asyncio.gather(*(acme.confirm(back) for _ in range(4)))

    assert {(status, answer["account_id"]) for status, answer in answers} == {
        (200, answers[0][1]["account_id"])
    }
    assert len(tables()["outbox"]) == 1


async def test_a_link_opened_many_times_at_once_begins_one_flow(
    host: RegisterHost, visit: Visit, browser: Callable[[], Browser], tables: Callable[[], Tables]
) -> None:
    acme = await host()
    _, connection = await acme.connection()
    address = path_of(connection["authorize_url"])

    opened = await asyncio.gather(*(visit(browser(), address) for _ in range(4)))

    assert sorted(answer.status for answer in opened) == [302, 400, 400, 400]
    assert len(tables()["oauth_states"]) == 1


async def test_two_flows_in_one_browser_do_not_end_each_other(
    host: RegisterHost, visit: Visit, browser: Callable[[], Browser]
) -> None:
    acme, own = await host(), browser()
    callbacks = []
    for handle in ("mara", "theo"):
        _, connection = await acme.connection()
        callbacks.append(await consented(visit, own, connection["authorize_url"], handle))

    answers = [await visit(own, callback) for callback in callbacks]

    assert ["code" in URL(one.headers["Location"]).query for one in answers] == [True, True]


async def test_a_persons_used_link_is_told_on_a_page(
    host: RegisterHost, visit: Visit, browser: Callable[[], Browser]
) -> None:
    acme, own = await host(), browser()
    _, connection = await acme.connection()
    address = path_of(connection["authorize_url"])
    await visit(own, address)

    answer = await visit(own, address, {"Accept": "text/html"})

    assert answer.status == 303
    assert URL(answer.headers["Location"]).path == "/api/auth/outcomes/connection-link-refused"


async def test_who_came_by_a_hosts_link_is_told_on_a_page_without_a_session(
    host: RegisterHost, visit: Visit, browser: Callable[[], Browser], sign_up: SignUp
) -> None:
    acme, own, mara = await host(), browser(), await sign_up()
    pages = []
    for visitor in (own, mara.browser):
        _, connection = await acme.connection()
        await visit(visitor, path_of(connection["authorize_url"]))

        answer = await visit(
            visitor, "/api/auth/tiktok/callback?state=unknown", {"Accept": "text/html"}
        )
        pages.append(URL(answer.headers["Location"]))

    assert pages[0].path == "/api/auth/outcomes/oauth-state-refused"
    assert pages[1].path == "/platforms/connect/tiktok"
    assert pages[1].query["error"] == "oauth-state-refused"
