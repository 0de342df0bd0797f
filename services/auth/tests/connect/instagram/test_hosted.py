"""Host applications choose the login; what nobody confirms or chooses is revoked, or left alone."""

from collections.abc import Callable
from typing import Any

import orjson
import psycopg
from aiohttp import web
from yarl import URL

from auth.app import UNCONFIRMED

from ...conftest import Browser, RegisterHost, SignUp, Tables, Visit
from ...support import ORIGIN, RETURN_URL
from .conftest import ComeBack, Control


async def asked(acme: Any, **body: str) -> tuple[int, dict[str, Any]]:
    """Ask for a connection, as a host's page does."""
    body = {"return_url": RETURN_URL, **body}
    token = await acme.token()
    answer: tuple[int, dict[str, Any]] = await acme.post(
        "instagram/connections", body, token, Origin=ORIGIN
    )
    return answer


async def opened(visit: Visit, browser: Browser, connection: dict[str, Any]) -> str:
    """Open the link; gives the dialog's address."""
    answer = await visit(browser, URL(connection["authorize_url"]).relative())
    assert answer.status == 302, answer.body
    return answer.headers["Location"]


def overdue(auth_url: str) -> None:
    with psycopg.connect(auth_url) as connection:
        connection.execute("UPDATE pending_connections SET expires_at = now() - interval '1 s'")


async def test_a_host_chooses_the_login_and_its_user_comes_back_by_it(
    host: RegisterHost,
    browser: Callable[[], Browser],
    visit: Visit,
    decide: ComeBack,
    tables: Callable[[], Tables],
    instagram: Any,
) -> None:
    acme, own = await host(), browser()
    _, connection = await asked(acme, login="instagram")
    page = await opened(visit, own, connection)

    back = await visit(own, await decide(page, "leo.draws"))
    confirmed = await acme.confirm(URL(back.headers["Location"]), user_id="user-1")

    grant = orjson.loads(tables()["outbox"][0][4])
    assert page.startswith(instagram.login_url)
    assert confirmed == (200, {"account_id": grant["account_id"]})
    assert grant["client_key"] == instagram.login_app_id


async def test_without_a_choice_it_is_the_facebook_side_and_an_unknown_one_is_refused(
    host: RegisterHost, browser: Callable[[], Browser], visit: Visit, instagram: Any
) -> None:
    acme = await host()

    _, connection = await asked(acme)
    unknown = await asked(acme, login="unified")

    assert (await opened(visit, browser(), connection)).startswith(f"{instagram.url}/v26.0/dialog")
    assert unknown[0] == 404


async def test_a_hosts_user_chooses_one_of_several_pages(
    host: RegisterHost,
    browser: Callable[[], Browser],
    visit: Visit,
    decide: ComeBack,
    tables: Callable[[], Tables],
) -> None:
    acme, own = await host(), browser()
    _, connection = await asked(acme, login="facebook")
    page = await opened(visit, own, connection)
    back = URL((await visit(own, await decide(page, "nora"))).headers["Location"])

    chosen = await acme.choose(back, "17841400000000001")
    confirmed = await acme.confirm(back, user_id="user-1")

    assert (chosen[0], confirmed[0]) == (200, 200)
    assert orjson.loads(tables()["outbox"][0][4])["username"] == "harbour.bakery"


async def test_a_consent_of_either_login_that_nobody_confirms_is_revoked(
    host: RegisterHost,
    browser: Callable[[], Browser],
    visit: Visit,
    decide: ComeBack,
    app: web.Application,
    auth_url: str,
    control: Control,
    tables: Callable[[], Tables],
) -> None:
    acme = await host()
    for login, user in (("facebook", "leo"), ("instagram", "tess.studio")):
        own = browser()
        _, connection = await asked(acme, login=login)
        await visit(own, await decide(await opened(visit, own, connection), user))
    before = len(control("state")["grants"])
    overdue(auth_url)

    worked = [await app[UNCONFIRMED].revoke_next() for _ in range(3)]

    assert before == 2
    assert worked == [True, True, False]
    assert control("state")["grants"] == []
    assert tables()["pending_connections"] == []


async def test_a_consent_of_a_person_who_has_a_connected_account_is_not_revoked(
    sign_up: SignUp,
    came_back: ComeBack,
    app: web.Application,
    auth_url: str,
    control: Control,
    tables: Callable[[], Tables],
) -> None:
    mara = await sign_up()
    first = await came_back(mara.browser, "max")
    path = f"/api/auth/connections/{first.query['choose']}/choose"
    body = {"platform_user_id": "17841400000000007"}
    async with mara.browser.post(path, json=body, headers=mara.csrf) as answer:
        assert answer.status == 200
    await came_back(mara.browser, "max")  # and nobody chooses
    overdue(auth_url)

    worked = [await app[UNCONFIRMED].revoke_next() for _ in range(2)]

    assert worked == [True, False]
    assert len(control("state")["grants"]) == 1


async def test_what_was_withdrawn_before_counts_as_revoked(
    sign_up: SignUp,
    came_back: ComeBack,
    app: web.Application,
    auth_url: str,
    control: Control,
    tables: Callable[[], Tables],
) -> None:
    await came_back((await sign_up()).browser, "nora")
    control("people/nora/remove_app", {})
    overdue(auth_url)

    assert await app[UNCONFIRMED].revoke_next()

    assert tables()["pending_connections"] == []


async def test_a_consent_to_an_app_that_is_gone_waits_to_be_swept(
    sign_up: SignUp,
    came_back: ComeBack,
    app: web.Application,
    auth_url: str,
    visit: Visit,
) -> None:
    mara = await sign_up()
    page = await came_back(mara.browser, "nora")
    with psycopg.connect(auth_url) as connection:
        connection.execute("UPDATE pending_connections SET client_key = 'an older app'")

    shown = await visit(mara.browser, f"/api/auth/connections/{page.query['choose']}")
    overdue(auth_url)

    assert shown.status == 404
    assert not await app[UNCONFIRMED].revoke_next()
