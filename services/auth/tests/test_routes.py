"""Who may use which route: a table that is tested as a whole."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from yarl import URL

from auth.connect.api.policy import FromPlatform, RecentPage, Signed
from auth.hosts.policy import WithApiKey
from auth.routes import ENDPOINTS
from auth.sign_in.cookies import Cookies
from auth.sign_in.policy import Public, Recent, SignedIn
from auth.sign_in.tokens import Issued
from common.endpoints import Anyone, Endpoint
from common.openapi import openapi
from common.sessions import Session

from .conftest import Browser, Person, SignUp, Tables

POLICIES = (Anyone, Public, FromPlatform, Recent, RecentPage, Signed, SignedIn, WithApiKey)
SAFE = {"GET"}
SESSION = Session("sid", "user", "csrf", datetime(2026, 11, 1, tzinfo=UTC))


def named(routes: Sequence[Endpoint]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "route", [pytest.param(route, id=f"{route.method} {route.path}") for route in routes]
    )


GUARDED = [route for route in ENDPOINTS if isinstance(route.policy, Recent | RecentPage | SignedIn)]
KEYED = [route for route in ENDPOINTS if isinstance(route.policy, WithApiKey)]
SIGNED = [route for route in ENDPOINTS if isinstance(route.policy, Signed)]
MUTATING = [r for r in ENDPOINTS if r.method not in SAFE and r not in [*KEYED, *SIGNED]]


def address(route: Endpoint) -> str:
    some_id = "00000000-0000-4000-8000-000000000001"
    ids = dict.fromkeys(re.findall("{(\\w+_id)}", route.path), some_id)
    return route.path.format(**ids, code="connected", provider="tiktok")


async def ask(person: Person, route: Endpoint, **headers: str) -> int:
    async with person.browser.request(
        route.method, address(route), headers=headers, json={}, allow_redirects=False
    ) as answer:
        return answer.status


def test_s36_every_route_declares_who_may_use_it() -> None:
    assert all(isinstance(route.policy, POLICIES) for route in ENDPOINTS)


def test_only_these_routes_take_no_session() -> None:
    free = {f"{r.method} {r.path}" for r in ENDPOINTS if r not in GUARDED and r not in KEYED}

    assert free == {
        "POST /api/auth/register",
        "POST /api/auth/login",
        "POST /api/auth/password-resets",
        "POST /api/auth/password-resets/confirm",
        "GET /api/auth/tiktok/callback",
        "GET /api/auth/instagram/callback",
        "POST /api/auth/instagram/deauthorize",
        "POST /api/auth/instagram/data-deletion",
        "GET /api/auth/data-deletions/{code}",
        "GET /api/auth/erasures/{code}",
        "GET /api/auth/outcomes/{code}",
        "GET /api/auth/connections/{connection_id}/authorize",
    }


async def test_the_app_has_these_routes_and_no_other(app: web.Application) -> None:
    routes = [(r.method, r.resource) for r in app.router.routes() if r.method != "HEAD"]
    served = {(method, resource and resource.canonical) for method, resource in routes}

    assert served == {(route.method, route.path) for route in ENDPOINTS}


def test_s36_no_two_operations_have_one_name() -> None:
    names = [route.operation_id for route in ENDPOINTS]

    assert len(set(names)) == len(names)


def test_the_document_describes_every_operation() -> None:
    document = openapi("auth", "Sessions and accounts", ENDPOINTS)

    assert sum(len(methods) for methods in document["paths"].values()) == len(ENDPOINTS)


@named(KEYED)
async def test_s36_a_backends_route_wants_a_key_and_no_session_will_do(
    sign_up: SignUp, tables: Callable[[], Tables], route: Endpoint
) -> None:
    mara = await sign_up()
    before = tables()

    statuses = [
        await ask(mara, route, **mara.csrf),
        await ask(mara, route, Authorization="Bearer pk_unknown"),
        await ask(mara, route, Authorization="Bearer pk_\udcff"),
    ]

    assert statuses == [401] * 3
    assert tables() == before


@named(SIGNED)
async def test_a_platforms_call_wants_its_signature_and_no_session_will_do(
    sign_up: SignUp, tables: Callable[[], Tables], route: Endpoint
) -> None:
    mara = await sign_up()
    before = tables()

    for body in (
        b"",
        b"signed_request=a.b",
        b"\xff",
        b"&" * 9000,
        b"signed_request=" + b"%FF" * 99,
    ):
        async with mara.browser.post(address(route), data=body, headers=mara.csrf) as answer:
            assert answer.status == 401
            assert answer.content_type == "application/problem+json"
    assert tables() == before


@named(GUARDED)
async def test_a_guarded_route_wants_a_session(
    browser: Callable[[], Browser], route: Endpoint
) -> None:
    async with browser().request(route.method, address(route), allow_redirects=False) as answer:
        assert answer.status == 401
        assert answer.content_type == "application/problem+json"


@named(MUTATING)
async def test_s31_a_change_from_another_site_is_refused(
    sign_up: SignUp, tables: Callable[[], Tables], route: Endpoint
) -> None:
    mara = await sign_up()
    before = tables()

    statuses = [
        await ask(mara, route, **mara.csrf, Origin="https://evil.example"),
        await ask(mara, route, **mara.csrf, Origin="null"),
        await ask(mara, route, **mara.csrf, **{"Sec-Fetch-Site": "cross-site"}),
        await ask(mara, route, **mara.csrf, **{"Sec-Fetch-Site": "same-site"}),
    ]

    assert statuses == [403] * 4
    assert tables() == before


@named([route for route in MUTATING if route in GUARDED])
async def test_s31_a_change_without_the_sessions_csrf_token_is_refused(
    sign_up: SignUp, tables: Callable[[], Tables], route: Endpoint
) -> None:
    mara, theo = await sign_up("mara@example.test"), await sign_up("theo@example.test")
    before = tables()

    statuses = [
        await ask(mara, route),
        await ask(mara, route, **{"X-CSRF-Token": ""}),
        await ask(mara, route, **theo.csrf),
    ]

    assert statuses == [403] * 3
    assert tables() == before


@named([route for route in MUTATING if route in GUARDED])
async def test_a_change_that_was_meant_passes_the_guard(sign_up: SignUp, route: Endpoint) -> None:
    mara = await sign_up()

    status = await ask(
        mara,
        route,
        **mara.csrf,
        Origin="http://127.0.0.1:8080",
        **{"Sec-Fetch-Site": "same-origin"},
    )

    assert status in {200, 204, 404, 422}


async def test_connecting_cannot_be_begun_by_another_site(
    sign_up: SignUp, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    [route] = [route for route in ENDPOINTS if route.path == "/api/auth/tiktok"]

    status = await ask(mara, route, **{"Sec-Fetch-Site": "cross-site"})

    assert status == 403
    assert tables()["oauth_states"] == []


@pytest.mark.parametrize(
    "path", ["/api/auth/accounts?token=x", "/api/auth/accounts?access_token=x"]
)
async def test_s34_a_token_in_the_address_is_no_session(
    browser: Callable[[], Browser], path: str
) -> None:
    async with browser().get(path) as answer:
        assert answer.status == 401


async def test_what_is_not_served_is_a_problem_too(browser: Callable[[], Browser]) -> None:
    for method, path, status in (("GET", "/api/auth/x", 404), ("PUT", "/api/auth/login", 405)):
        async with browser().request(method, path) as answer:
            assert answer.status == status
            assert answer.content_type == "application/problem+json"


async def test_a_body_over_the_limit_is_refused(browser: Callable[[], Browser]) -> None:
    async with browser().post("/api/auth/register", data=b" " * 100_000) as answer:
        assert answer.status == 413


@pytest.mark.parametrize("state", ["%00", "%ED%A0%80", "%FF%FE", "%E2%80%AE", "a" * 7000])
async def test_no_state_however_odd_is_a_failure_of_ours(
    browser: Callable[[], Browser], state: str
) -> None:
    address = URL(f"/api/auth/tiktok/callback?code=%00&state={state}", encoded=True)
    async with browser().get(address) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"null",
        b"[" * 5000,
        b'{"email": "a\\u0000@b.example", "password": "x"}',
        b'{"email": "a\\ud800@b.example", "password": "x"}',
        b'{"email": "a@b.example", "password": "\\ud800"}',
        b'{"email": "a@b.example", "password": NaN}',
    ],
)
async def test_no_body_however_odd_is_a_failure_of_ours(
    browser: Callable[[], Browser], body: bytes
) -> None:
    for path in ("register", "login"):
        async with browser().post(f"/api/auth/{path}", data=body) as answer:
            assert answer.status == 422
            assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("header", ["X-CSRF-Token", "Authorization", "Cookie", "X-Forwarded-For"])
async def test_no_header_however_odd_is_a_failure_of_ours(sign_up: SignUp, header: str) -> None:
    mara = await sign_up()
    body = {"email": "mara@example.test", "password": "wrong"}
    odd = {header: "Bearer \udcff\udcfe"}
    for path in ("login", "logout"):
        async with mara.browser.post(f"/api/auth/{path}", json=body, headers=odd) as answer:
            assert answer.status in {401, 403}


@pytest.mark.parametrize(
    ("public_url", "name", "secure"),
    [
        ("https://postlog.example", "__Host-session", True),
        ("http://127.0.0.1:8080", "session", False),
    ],
)
def test_s30_the_cookie_is_for_this_host_alone(public_url: str, name: str, secure: bool) -> None:
    response = web.Response()

    Cookies(public_url, timedelta(hours=1)).set(response, Issued(SESSION, "token"))

    cookie = response.cookies[name]
    assert cookie.value == "token"
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (secure, True, "Lax")
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", "3600")
