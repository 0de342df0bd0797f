"""Who is asking: forged, foreign and expired tokens, and requests that nobody meant."""

import asyncio
import base64
import json
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import OKPAlgorithm

from common.endpoints import Operator
from common.errors import NotSignedIn
from common.sessions import GATE, Session, SessionGate, SessionKeys, cookie_name, signed_in
from common.web import edge

PRIVATE, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
PUBLIC_URL = "https://postlog.example"
COOKIE = "__Host-session"
CSRF = "csrf-of-the-session"


def jwk(private: Ed25519PrivateKey, kid: str | None) -> dict[str, Any]:
    """Give a public key as it stands in the key set."""
    key: dict[str, Any] = json.loads(OKPAlgorithm.to_jwk(private.public_key()))
    return {**key, "use": "sig", "alg": "EdDSA", **({"kid": kid} if kid else {})}


def write_keys(folder: Path, *keys: dict[str, Any]) -> Path:
    """Write a key set."""
    path = folder / "keys.json"
    path.write_text(json.dumps({"keys": keys}))
    return path


def claims(**changed: Any) -> dict[str, Any]:
    """Give a good token's claims; None takes one away."""
    now = int(time.time())
    good = {"iss": "postlog", "aud": "postlog-api", "sub": "user", "sid": "s1", "csrf": CSRF}
    merged = {**good, "iat": now, "exp": now + 600, **changed}
    return {name: value for name, value in merged.items() if value is not None}


def token(kid: object = "k1", private: Any = PRIVATE, typ: str = "JWT", **changed: Any) -> str:
    """Sign a token."""
    return jwt.encode(claims(**changed), private, "EdDSA", {"kid": kid, "typ": typ})


def unsigned(header: Mapping[str, Any]) -> str:
    """Make a token with an empty signature."""
    parts = (json.dumps(header).encode(), json.dumps(claims()).encode(), b"")
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def hs256_with_the_public_key() -> str:
    """Sign with what everyone knows."""
    public = PRIVATE.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return jwt.encode(claims(), public.hex(), "HS256", {"kid": "k1"})


@pytest.fixture
def keys(tmp_path: Path) -> SessionKeys:
    """The key set of one key."""
    return SessionKeys.load(write_keys(tmp_path, jwk(PRIVATE, "k1")))


def test_a_good_token_says_who_it_is(keys: SessionKeys) -> None:
    session = keys.read(token())

    assert (session.id, session.user_id, session.csrf) == ("s1", "user", CSRF)
    assert session.expires_at.tzinfo is not None


def test_both_keys_of_a_rotation_are_accepted(tmp_path: Path) -> None:
    rotating = SessionKeys.load(write_keys(tmp_path, jwk(PRIVATE, "k1"), jwk(OTHER, "k2")))

    assert rotating.read(token("k1")).id == rotating.read(token("k2", OTHER)).id == "s1"
    with pytest.raises(NotSignedIn):
        rotating.read(token("k2"))


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(unsigned({"alg": "none", "typ": "JWT", "kid": "k1"}), id="alg none"),
        pytest.param(unsigned({"alg": "EdDSA", "typ": "JWT", "kid": "k1"}), id="no signature"),
        pytest.param(hs256_with_the_public_key(), id="HS256 with the public key"),
        pytest.param(token(private=OTHER), id="another key"),
        pytest.param(token(kid="k2"), id="unknown kid"),
        pytest.param(token(kid="../../etc/passwd"), id="kid is a path"),
        pytest.param(unsigned({"alg": "EdDSA", "kid": ["k1"]}), id="kid is a list"),
        pytest.param(unsigned({"alg": "EdDSA", "jku": "https://evil.example"}), id="no kid"),
        pytest.param(token(exp=int(time.time()) - 1), id="expired"),
        pytest.param(token(aud="another"), id="wrong audience"),
        pytest.param(token(aud=None), id="no audience"),
        pytest.param(token(iss="another"), id="wrong issuer"),
        pytest.param(token(iss=None), id="no issuer"),
        pytest.param(token(exp=None), id="no expiry"),
        pytest.param(token(exp=1e300), id="endless expiry"),
        pytest.param(token(sid=None), id="no session id"),
        pytest.param(token(csrf=None), id="no csrf"),
        pytest.param(token(sub=7), id="subject is a number"),
        pytest.param(token(typ="logout+jwt"), id="another kind"),
        pytest.param(token() + "\udcff", id="not UTF-8"),
        pytest.param("", id="empty"),
    ],
)
def test_s34_a_forged_or_stale_token_is_refused(keys: SessionKeys, forged: str) -> None:
    with pytest.raises(NotSignedIn):
        keys.read(forged)


def test_an_expired_token_is_read_within_the_leeway_only(keys: SessionKeys) -> None:
    stale = token(exp=int(time.time()) - 60)

    assert keys.read(stale, leeway=120).id == "s1"
    with pytest.raises(NotSignedIn):
        keys.read(stale, leeway=30)


def test_a_clock_behind_the_issuers_does_not_refuse_a_fresh_token(keys: SessionKeys) -> None:
    assert keys.read(token(iat=int(time.time()) + 30)).id == "s1"


@given(st.text())
def test_no_text_is_a_token_by_chance(text: str) -> None:
    with pytest.raises(NotSignedIn):
        SessionKeys({}).read(text)


@pytest.mark.parametrize("found", [[], [jwk(PRIVATE, None)]], ids=["empty", "no kid"])
def test_a_key_set_without_a_usable_key_stops_the_start(
    tmp_path: Path, found: list[dict[str, Any]]
) -> None:
    with pytest.raises((ValueError, jwt.PyJWKSetError)):
        SessionKeys.load(write_keys(tmp_path, *found))


def test_the_cookie_wants_https_but_on_a_loopback_address() -> None:
    assert cookie_name(PUBLIC_URL) == COOKIE
    assert cookie_name("http://127.0.0.1:8080") == "session"


@pytest.fixture
def app(keys: SessionKeys) -> web.Application:
    """An app whose every method needs a session."""

    async def whoami(request: web.Request) -> web.Response:
        return web.json_response({"user": signed_in(request).user_id})

    async def operate(_request: web.Request, session: Session) -> web.Response:
        return web.json_response({"user": session.user_id})

    made = web.Application(middlewares=[edge("test")])
    made[GATE] = SessionGate(keys, PUBLIC_URL, {"revoked"}.__contains__)
    made.router.add_route("*", "/me", whoami)
    made.router.add_route("*", "/operations", Operator(operate).serve)
    return made


async def ask(app: web.Application, method: str, path: str = "/me", **headers: str) -> HTTPStatus:
    """Ask the app; `Cookie` and the like as keywords, `_` for `-`."""
    async with TestClient(TestServer(app)) as client:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        response = await client.request(method, path, headers=sent)
        return HTTPStatus(response.status)


GOOD = token()
BY_COOKIE = f"{COOKIE}={GOOD}"
MEANT = {"Cookie": BY_COOKIE, "X_CSRF_Token": CSRF}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param(MEANT, 200, id="csrf token"),
        pytest.param({**MEANT, "Origin": PUBLIC_URL}, 200, id="own origin"),
        pytest.param({**MEANT, "Sec_Fetch_Site": "same-origin"}, 200, id="own fetch"),
        pytest.param({"Cookie": BY_COOKIE}, 403, id="no csrf token"),
        pytest.param({**MEANT, "X_CSRF_Token": "guess"}, 403, id="wrong csrf token"),
        pytest.param({**MEANT, "Origin": "https://evil.example"}, 403, id="foreign origin"),
        pytest.param({**MEANT, "Origin": f"{PUBLIC_URL}.evil.example"}, 403, id="longer origin"),
        pytest.param({**MEANT, "Origin": "null"}, 403, id="hidden origin"),
        pytest.param({**MEANT, "Sec_Fetch_Site": "cross-site"}, 403, id="cross site"),
        pytest.param({**MEANT, "Sec_Fetch_Site": "same-site"}, 403, id="sibling site"),
        pytest.param({"Authorization": f"Bearer {GOOD}"}, 200, id="bearer"),
        pytest.param(
            {"Authorization": f"Bearer {GOOD}", "Origin": "https://host.example"}, 200, id="api"
        ),
        pytest.param({"Cookie": f"session={GOOD}", "X_CSRF_Token": CSRF}, 401, id="wrong cookie"),
        pytest.param({}, 401, id="nothing"),
    ],
)
async def test_a_change_by_cookie_must_be_meant(
    app: web.Application, method: str, headers: dict[str, str], status: int
) -> None:
    assert await ask(app, method, **headers) == status


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (f"Cookie: {BY_COOKIE}\r\nX-CSRF-Token: ".encode() + b"\xff", b"403"),
        (b"Authorization: Bearer \xff.\xff.\xff", b"401"),
        (f"Cookie: {COOKIE}=".encode() + b"\xff\xfe", b"401"),
    ],
)
async def test_bytes_that_are_no_text_are_refused(
    app: web.Application, header: bytes, status: bytes
) -> None:
    async with TestClient(TestServer(app)) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(b"POST /me HTTP/1.1\r\nHost: h\r\n" + header + b"\r\n\r\n")

        answered = await reader.readline()

        writer.close()
        await writer.wait_closed()
    assert answered.split()[1] == status


async def test_reading_by_cookie_needs_no_csrf_token(app: web.Application) -> None:
    assert await ask(app, "GET", Cookie=BY_COOKIE) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer " + token(sid="revoked")},
        {"Cookie": f"{COOKIE}={token(sid='revoked')}", "X_CSRF_Token": CSRF},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic dXNlcjpwYXNz"},
    ],
)
async def test_a_revoked_or_unreadable_session_is_not_signed_in(
    app: web.Application, headers: dict[str, str]
) -> None:
    assert await ask(app, "GET", **headers) == 401


@pytest.mark.parametrize(
    ("role", "status"), [("operator", 200), ("user", 403), (None, 403), ("Operator", 403)]
)
async def test_an_operators_route_is_for_operators_alone(
    app: web.Application, role: str | None, status: int
) -> None:
    bearer = f"Bearer {token(role=role)}"

    assert await ask(app, "GET", "/operations", Authorization=bearer) == status
    assert await ask(app, "GET", Authorization=bearer) == 200


async def test_a_change_by_an_operator_must_be_meant_too(app: web.Application) -> None:
    cookie = f"{COOKIE}={token(role='operator')}"

    assert await ask(app, "POST", "/operations", Cookie=cookie, X_CSRF_Token=CSRF) == 200
    assert await ask(app, "POST", "/operations", Cookie=cookie) == 403
    assert await ask(app, "POST", "/operations") == 401
