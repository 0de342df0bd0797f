"""A consent that covers several accounts: the user chooses one, and the others are forgotten."""

import asyncio
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from aiohttp import web
from yarl import URL

from auth.app import UNCONFIRMED
from auth.connect.grants import grant_aad
from vault.envelope import open_sealed
from vault.keyring import Keyring

from .conftest import Browser, RegisterHost, SignUp, Tables, Visit
from .support import GalleryLogin

CALLBACK = "/api/auth/gallery/callback"


@pytest.fixture
def gallery() -> Any:
    """The platform whose consents cover several accounts."""
    return GalleryLogin()


@pytest.fixture
def added_logins(gallery: GalleryLogin) -> Any:
    """Have it beside those of production."""
    return [gallery]


async def began(visit: Visit, browser: Browser, address: URL | str = "/api/auth/gallery") -> Any:
    """Go to the consent page; gives the state to come back with."""
    answer = await visit(browser, address)
    assert answer.status == 302, answer.body
    return URL(answer.headers["Location"]).query["state"]


async def came_back(
    visit: Visit,
    browser: Browser,
    person: Any = "mara",
    address: URL | str = "/api/auth/gallery",
) -> Any:
    """Give consent as this person; gives the page to which the browser is sent."""
    state = await began(visit, browser, address)
    answer = await visit(browser, URL(CALLBACK).with_query(state=state, code=person))
    assert answer.status == 303, answer.body
    return URL(answer.headers["Location"])


@pytest.fixture
def offered(visit: Visit) -> Any:
    """Give consent in a browser of our own pages; gives the id of the choice."""

    async def through(browser: Browser, person: Any = "mara") -> Any:
        return (await came_back(visit, browser, person)).query["choose"]

    return through


async def shown(person: Any, choice_id: Any, code: str | None = None) -> Any:
    query = {"code": code} if code else {}
    async with person.browser.get(f"/api/auth/connections/{choice_id}", params=query) as answer:
        return answer.status, await answer.json()


async def choose(person: Any, choice_id: Any, platform_user_id: str = "oils-of-mara") -> Any:
    path, body = f"/api/auth/connections/{choice_id}/choose", {"platform_user_id": platform_user_id}
    async with person.browser.post(path, json=body, headers=person.csrf) as answer:
        return answer.status, await answer.json()


def overdue(auth_url: str) -> Any:
    with psycopg.connect(auth_url) as connection:
        connection.execute("UPDATE pending_connections SET expires_at = now() - interval '1 s'")


async def test_a_consent_for_several_accounts_leads_to_the_page_that_asks_which(
    visit: Visit, sign_up: SignUp, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()

    page = await came_back(visit, mara.browser)

    assert page.path == "/platforms/connect/gallery"
    assert page.query.keys() == {"choose", "trace"}
    assert (tables()["accounts"], tables()["outbox"]) == ([], [])


async def test_the_accounts_are_shown_with_what_they_lack_and_without_their_tokens(
    sign_up: SignUp,
    offered: Any,
    tables: Callable[[], Tables],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mara = await sign_up()
    choice_id = await offered(mara.browser)

    status, view = await shown(mara, choice_id)

    assert (status, view["provider"], view["connection_id"]) == (200, "gallery", choice_id)
    oils, prints, closed = view["candidates"]
    assert (oils["platform_user_id"], oils["display_name"]) == ("oils-of-mara", "Oils of Mara")
    assert (oils["missing_features"], oils["unusable"]) == ([], None)
    assert [one["feature"] for one in prints["missing_features"]] == ["metrics"]
    assert closed["unusable"] == "This gallery is closed."
    assert (closed["reason"], closed["next_step"]) == ("closed", "Open it.")
    assert (closed["page_name"], oils["page_name"]) == ("Arcade", None)
    assert "canary" not in str(view) + repr(tables()) + caplog.text + "".join(capsys.readouterr())


async def test_the_chosen_account_is_connected_and_no_other(
    sign_up: SignUp, offered: Any, tables: Callable[[], Tables], key_files: tuple[Path, Path, Path]
) -> None:
    mara = await sign_up()
    choice_id = await offered(mara.browser)

    status, chosen = await choose(mara, choice_id)

    [(_, topic, key, _, value, _)] = tables()["outbox"]
    grant = orjson.loads(value)
    aad = grant_aad("gallery", key, 1)
    tokens = open_sealed(Keyring.load(key_files[2]), b64decode(grant["sealed_tokens"]), aad)
    assert (status, topic, key) == (200, "grants.gallery.v1", chosen["account_id"])
    assert orjson.loads(tokens) == {"access_token": "canary-mara-oils", "refresh_token": None}
    assert (grant["platform_user_id"], grant["grantor_id"]) == ("oils-of-mara", "mara")
    assert (grant["renewal"], grant["refresh_expires_at"]) == ("extension", None)


async def test_a_choice_made_again_is_the_same_account_and_another_one_is_too_late(
    sign_up: SignUp, offered: Any, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    choice_id = await offered(mara.browser)
    first = await choose(mara, choice_id)

    again = await choose(mara, choice_id)
    other = await choose(mara, choice_id, "prints-of-mara")
    view = await shown(mara, choice_id)

    assert first == again
    assert (other[0], view[0]) == (404, 404)
    assert len(tables()["outbox"]) == 1


async def test_a_choice_made_many_times_at_once_is_one_grant(
    sign_up: SignUp, offered: Any, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    choice_id = await offered(mara.browser)

    answers = await asyncio.gather(*(choose(mara, choice_id) for _ in range(4)))

    assert [answer for answer in answers if answer != answers[0]] == []
    assert answers[0][0] == 200
    assert len(tables()["outbox"]) == 1


@pytest.mark.parametrize("given", ["closed-of-mara", "oils-of-theo", "\x00"])
async def test_what_cannot_be_chosen_connects_nothing(
    sign_up: SignUp, offered: Any, tables: Callable[[], Tables], given: Any
) -> None:
    mara = await sign_up()
    choice_id = await offered(mara.browser)

    status, problem = await choose(mara, choice_id, given)

    if given.startswith("closed"):
        assert (status, problem["type"]) == (409, "/problems/account-unusable")
        assert problem["detail"] == "This gallery is closed."
    else:
        assert (status, problem["type"]) == (404, "/problems/connection-unknown")
    assert tables()["outbox"] == []


async def test_s35_another_users_choice_is_not_there(
    sign_up: SignUp, offered: Any, tables: Callable[[], Tables]
) -> None:
    mara, theo = await sign_up("mara@example.test"), await sign_up("theo@example.test")
    choice_id = await offered(mara.browser)

    answers = [await shown(theo, choice_id), await choose(theo, choice_id)]

    assert [status for status, _ in answers] == [404, 404]
    assert tables()["outbox"] == []


async def test_what_nobody_chooses_is_revoked_and_forgotten(
    sign_up: SignUp,
    offered: Any,
    app: web.Application,
    gallery: GalleryLogin,
    auth_url: str,
    tables: Callable[[], Tables],
) -> None:
    mara = await sign_up()
    choice_id = await offered(mara.browser)
    overdue(auth_url)

    late = [await shown(mara, choice_id), await choose(mara, choice_id)]
    worked = [await app[UNCONFIRMED].revoke_next() for _ in range(2)]

    assert [status for status, _ in late] == [404, 404]
    assert worked == [True, False]
    assert gallery.revoked == ["mara"]
    assert (tables()["pending_connections"], tables()["outbox"]) == ([], [])


async def test_a_revocation_without_an_answer_is_tried_again(
    sign_up: SignUp,
    offered: Any,
    app: web.Application,
    gallery: GalleryLogin,
    auth_url: str,
    tables: Callable[[], Tables],
) -> None:
    mara = await sign_up()
    await offered(mara.browser)
    overdue(auth_url)
    gallery.fails_with = "timeout"

    worked = await app[UNCONFIRMED].revoke_next()

    assert (worked, len(tables()["pending_connections"])) == (True, 1)


@pytest.mark.parametrize(("person", "revoked"), [("mara", []), ("theo", ["theo"])])
async def test_a_consent_is_not_revoked_while_another_account_of_the_same_person_is_connected(
    sign_up: SignUp,
    offered: Any,
    app: web.Application,
    gallery: GalleryLogin,
    auth_url: str,
    person: Any,
    revoked: Any,
) -> None:
    mara = await sign_up()
    await choose(mara, await offered(mara.browser, "mara"), "prints-of-mara")
    await offered(mara.browser, person)
    overdue(auth_url)

    assert await app[UNCONFIRMED].revoke_next()

    with psycopg.connect(auth_url) as connection:
        kept = connection.execute(
            "SELECT 1 FROM pending_connections WHERE sealed_grant IS NOT NULL"
        ).fetchall()
    assert (gallery.revoked, kept) == (revoked, [])


async def test_a_host_applications_user_chooses_before_the_backend_confirms(
    host: RegisterHost, browser: Callable[[], Browser], visit: Visit, tables: Callable[[], Tables]
) -> None:
    acme, own = await host(), browser()
    _, connection = await acme.connection(provider="gallery")
    link = URL(connection["authorize_url"])

    back = await came_back(visit, own, address=link.relative())
    early = await acme.confirm(back, user_id="user-1")
    view = await acme.shown(back)
    chosen = await acme.choose(back, "prints-of-mara")
    confirmed = [await acme.confirm(back, user_id="user-1") for _ in range(2)]

    assert back.path == "/connected"
    assert back.query.keys() == {"from", "connection_id", "code", "choose"}
    assert (early[0], early[1]["type"]) == (409, "/problems/choice-needed")
    assert (view[0], len(view[1]["candidates"])) == (200, 3)
    assert chosen == (200, {"account_id": None})
    assert confirmed[0] == confirmed[1]
    [(_, topic, key, _, value, _)] = tables()["outbox"]
    assert (topic, key) == ("grants.gallery.v1", confirmed[0][1]["account_id"])
    assert orjson.loads(value)["platform_user_id"] == "prints-of-mara"


@pytest.mark.parametrize("code", [None, "guessed"])
async def test_s02_whoever_lured_a_person_to_a_link_sees_nothing_of_their_accounts(
    host: RegisterHost,
    browser: Callable[[], Browser],
    visit: Visit,
    tables: Callable[[], Tables],
    code: Any,
) -> None:
    acme, own = await host(), browser()
    _, connection = await acme.connection("attacker", provider="gallery")
    back = await came_back(visit, own, address=URL(connection["authorize_url"]).relative())
    query = {"connection_id": back.query["connection_id"], **({"code": code} if code else {})}
    seen = back.with_query(query)

    answers = [await acme.shown(seen, "attacker"), await acme.choose(seen, user_id="attacker")]

    assert [status for status, _ in answers] == [404, 404]
    assert tables()["outbox"] == []


async def test_a_hosts_choice_that_nobody_makes_is_revoked(
    host: RegisterHost,
    browser: Callable[[], Browser],
    visit: Visit,
    app: web.Application,
    gallery: GalleryLogin,
    auth_url: str,
    tables: Callable[[], Tables],
) -> None:
    acme, own = await host(), browser()
    _, connection = await acme.connection(provider="gallery")
    await came_back(visit, own, address=URL(connection["authorize_url"]).relative())
    overdue(auth_url)

    assert await app[UNCONFIRMED].revoke_next()

    assert gallery.revoked == ["mara"]
    assert tables()["pending_connections"] == []
