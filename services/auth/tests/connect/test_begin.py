"""Connecting begins: the way to TikTok's consent page."""

import logging
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from aiohttp import web
from yarl import URL

from auth.app import create_app
from auth.connect.api.handlers import CONNECT
from auth.connect.registered import open_logins
from auth.settings import ApiSettings
from auth.sign_in.policy import SESSIONS
from common.errors import NotSignedIn
from common.postgres import Pool
from common.sessions import SessionKeys
from platforms.tiktok.oauth import challenge
from vault.envelope import open_sealed
from vault.keyring import Keyring

from ..conftest import Answer, Browser, SignUp, Tables, Visit


async def begun(visit: Visit, browser: Browser) -> tuple[URL, Answer]:
    answer = await visit(browser, "/api/auth/tiktok")
    assert answer.status == 302
    return URL(answer.headers["Location"]), answer


async def test_the_browser_is_sent_to_tiktok_with_what_tiktok_wants(
    visit: Visit, sign_up: SignUp, tiktok_url: str
) -> None:
    mara = await sign_up()

    page, answer = await begun(visit, mara.browser)

    assert str(page.with_query(None)) == f"{tiktok_url}/v2/auth/authorize/"
    assert page.query["scope"] == "user.info.basic,video.publish,video.upload,video.list"
    assert page.query["redirect_uri"] == "http://127.0.0.1:8080/api/auth/tiktok/callback"
    assert page.query["code_challenge_method"] == "S256"
    assert page.query["disable_auto_auth"] == "1"
    assert re.fullmatch("[0-9a-f]{64}", page.query["code_challenge"])
    assert len(page.query["state"]) >= 43
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_s04_the_verifier_is_random_sealed_and_never_shown(
    visit: Visit,
    sign_up: SignUp,
    tables: Callable[[], Tables],
    key_files: tuple[Path, Path, Path],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    mara = await sign_up()
    pages = [await begun(visit, mara.browser) for _ in range(2)]

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
async def test_s06_the_redirect_address_is_a_constant(
    visit: Visit, sign_up: SignUp, headers: dict[str, str]
) -> None:
    mara = await sign_up()
    cookie = "; ".join(f"{one.key}={one.value}" for one in mara.browser.cookie_jar)

    answer = await visit(mara.browser, "/api/auth/tiktok", {**headers, "Cookie": cookie})

    assert (
        URL(answer.headers["Location"]).query["redirect_uri"].startswith("http://127.0.0.1:8080/")
    )


async def test_pkce_can_be_left_out(
    sign_up: SignUp, settings: ApiSettings, pool: Pool, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    [cookie] = list(mara.browser.cookie_jar)
    session = SessionKeys.load(settings.session_keys_file).read(cookie.value)
    without = settings.model_copy(update={"tiktok_pkce": "none"})
    async with open_logins(without) as logins:
        connect = create_app(without, pool, logins)[CONNECT]
        page = URL(await connect.begin("tiktok", session))

    assert "code_challenge" not in page.query
    assert [row[5] for row in tables()["oauth_states"]] == [None]


async def test_a_person_who_may_not_begin_is_told_on_a_page_and_a_program_by_a_problem(
    visit: Visit, browser: Callable[[], Browser], sign_up: SignUp, tables: Callable[[], Tables]
) -> None:
    stranger, mara = browser(), await sign_up()
    elsewhere = {"Origin": "https://evil.example"}
    cases = [(stranger, {}, "not-signed-in"), (mara.browser, elsewhere, "forbidden")]
    for who, headers, kind in cases:
        told = await visit(who, "/api/auth/tiktok", {**headers, "Accept": "text/html"})
        problem = await visit(who, "/api/auth/tiktok", headers)

        target = URL(told.headers["Location"])
        assert (told.status, target.path) == (303, "/platforms/connect/tiktok")
        assert target.query["error"] == kind
        assert problem.json()["type"] == f"/problems/{kind}"
    assert tables()["oauth_states"] == []


async def test_a_session_that_has_just_ended_begins_nothing(
    sign_up: SignUp, app: web.Application, auth_url: str
) -> None:
    mara = await sign_up()
    [cookie] = list(mara.browser.cookie_jar)
    session = app[SESSIONS]._keys.read(cookie.value)
    await mara.browser.post("/api/auth/logout", headers=mara.csrf)

    with pytest.raises(NotSignedIn):
        await app[CONNECT].begin("tiktok", session)
