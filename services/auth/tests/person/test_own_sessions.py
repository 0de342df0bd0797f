"""Where a person is signed in, and signing out of it from elsewhere."""

from collections.abc import Callable
from typing import Any

import pytest

from auth.sign_in.browsers import browser_in_words
from auth.sign_in.sessions import fingerprint
from common.sessions import SessionKeys

from ..conftest import PASSWORD, Browser, Person, RegisterHost, SignUp, Tables

EMAIL = "mara@example.test"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
Open = Callable[[], Browser]


async def login(browser: Browser, user_agent: str = FIREFOX) -> None:
    body, headers = {"email": EMAIL, "password": PASSWORD}, {"User-Agent": user_agent}
    async with browser.post("/api/auth/login", json=body, headers=headers) as answer:
        assert answer.status == 200


async def listed(person: Person) -> list[dict[str, Any]]:
    async with person.browser.get("/api/auth/me/sessions") as answer:
        assert answer.status == 200
        body: dict[str, Any] = await answer.json()
    return list(body["sessions"])


async def end(person: Person, session_id: str = "") -> int:
    path = f"/api/auth/me/sessions/{session_id}".rstrip("/")
    async with person.browser.delete(path, headers=person.csrf) as answer:
        return answer.status


async def status_of(browser: Browser) -> int:
    async with browser.get("/api/auth/session") as answer:
        return answer.status


async def test_sessions_are_listed_with_their_browsers_and_which_is_this_one(
    sign_up: SignUp, browser: Open
) -> None:
    mara = await sign_up(EMAIL)
    await login(browser())
    await sign_up("theo@example.test")

    newest, first = await listed(mara)

    assert (newest["browser"], newest["is_this"]) == ("Firefox on Windows", False)
    assert (first["browser"], first["is_this"]) == ("", True)
    assert first["began_at"] < newest["began_at"] <= newest["last_used_at"]


async def test_the_list_holds_nothing_that_opens_a_session(
    sign_up: SignUp, key_files: tuple[Any, Any, Any]
) -> None:
    mara = await sign_up(EMAIL)
    [token] = [cookie.value for cookie in mara.browser.cookie_jar if cookie.key == "session"]
    session = SessionKeys.load(key_files[1]).read(token)

    [one] = await listed(mara)

    assert one["session_id"] == fingerprint(session.id).hex()
    assert session.id not in repr(one)


async def test_one_session_is_ended_from_another(
    sign_up: SignUp, browser: Open, tables: Callable[[], Tables]
) -> None:
    mara, lost = await sign_up(EMAIL), browser()
    await login(lost)
    [other] = [one for one in await listed(mara) if not one["is_this"]]

    assert await end(mara, other["session_id"]) == 204

    assert await status_of(lost) == 401
    assert await status_of(mara.browser) == 200
    assert [(row[1], row[2]) for row in tables()["outbox"]] == [
        ("sessions.v1", other["session_id"])
    ]


async def test_another_persons_session_is_not_there(sign_up: SignUp) -> None:
    mara, theo = await sign_up(EMAIL), await sign_up("theo@example.test")
    [session] = await listed(mara)

    assert await end(theo, session["session_id"]) == 404
    assert await status_of(mara.browser) == 200


@pytest.mark.parametrize("session_id", ["x", "0" * 63, "%00", "0" * 65])
async def test_what_is_no_session_is_not_there(sign_up: SignUp, session_id: str) -> None:
    assert await end(await sign_up(EMAIL), session_id) == 404


async def test_signing_out_everywhere_ends_this_session_too(sign_up: SignUp, browser: Open) -> None:
    mara, elsewhere = await sign_up(EMAIL), browser()
    theo = await sign_up("theo@example.test")
    await login(elsewhere)

    assert await end(mara) == 204

    assert [await status_of(one) for one in (mara.browser, elsewhere)] == [401, 401]
    assert await status_of(theo.browser) == 200


async def test_a_host_applications_user_has_no_list(host: RegisterHost) -> None:
    acme = await host()
    headers = {"Authorization": f"Bearer {await acme.token()}"}

    async with acme.backend.get("/api/auth/me/sessions", headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        ("Firefox/1", "Firefox"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_words(user_agent: str, words: str) -> None:
    assert browser_in_words(user_agent) == words
