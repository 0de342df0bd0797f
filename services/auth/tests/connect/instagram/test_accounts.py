"""What comes back from Meta: an account, several to choose from, or the reason why none."""

import logging
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from yarl import URL

from auth.accounts.account import account_id
from auth.connect.grants import grant_aad
from vault.envelope import open_sealed
from vault.keyring import Keyring

from ...conftest import SignUp, Tables, Visit
from .conftest import ComeBack, Control, Switch

PAGE = "/platforms/connect/instagram"
ALL = [
    "business_management",
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
    "pages_manage_metadata",
    "pages_read_engagement",
    "pages_show_list",
    "public_profile",
]


def grant_of(tables: Callable[[], Tables]) -> dict[str, Any]:
    [(_, topic, key, _, value, _)] = tables()["outbox"]
    grant: dict[str, Any] = orjson.loads(value)
    assert (topic, key) == ("grants.instagram.v1", grant["account_id"])
    return grant


def tokens_of(grant: dict[str, Any], ring: Path) -> dict[str, Any]:
    sealed = b64decode(grant["sealed_tokens"])
    aad = grant_aad("instagram", grant["account_id"], 1)
    opened: dict[str, Any] = orjson.loads(open_sealed(Keyring.load(ring), sealed, aad))
    return opened


def lives(grant: dict[str, Any]) -> timedelta:
    return datetime.fromisoformat(grant["expires_at"]) - datetime.now(UTC)


async def choices(visit: Visit, browser: Any, page: URL) -> list[dict[str, Any]]:
    answer = await visit(browser, f"/api/auth/connections/{page.query['choose']}")
    candidates: list[dict[str, Any]] = answer.json()["candidates"]  # type: ignore[assignment]
    return candidates


async def test_one_page_with_an_account_is_connected_at_once(
    sign_up: SignUp,
    came_back: ComeBack,
    tables: Callable[[], Tables],
    key_files: tuple[Path, Path, Path],
    instagram: Any,
) -> None:
    mara = await sign_up()

    page = await came_back(mara.browser, "leo")

    grant = grant_of(tables)
    assert page.path == PAGE
    assert page.query["connected"] == grant["account_id"]
    assert grant["platform_user_id"] == "17841400000000002"
    assert grant["grantor_id"] == "122100000000000002"
    assert (grant["display_name"], grant["username"]) == ("Leo Draws", "leo.draws")
    assert grant["avatar_url"].startswith("http")
    assert grant["scopes"] == ALL
    assert grant["renewal"] == "extension"
    assert grant["refresh_expires_at"] is None
    assert timedelta(days=59) < lives(grant) <= timedelta(days=60)
    assert grant["account_id"] == str(
        account_id("instagram", instagram.app_id, "17841400000000002", mara.user_id)
    )
    assert tokens_of(grant, key_files[2])["refresh_token"] is None


async def test_the_token_is_the_persons_long_one(
    sign_up: SignUp,
    came_back: ComeBack,
    tables: Callable[[], Tables],
    key_files: tuple[Path, Path, Path],
    instagram: Any,
    visit: Visit,
) -> None:
    await came_back((await sign_up()).browser, "leo")
    token = tokens_of(grant_of(tables), key_files[2])["access_token"]

    facts = await inspected(instagram, token)

    assert facts["type"] == "USER"
    assert facts["expires_at"] - facts["issued_at"] == 60 * 86_400


async def inspected(instagram: Any, token: str) -> dict[str, Any]:
    query = {"input_token": token, "access_token": f"{instagram.app_id}|{instagram.app_secret}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{instagram.url}/v26.0/debug_token", params=query) as answer,
    ):
        told: dict[str, Any] = (await answer.json())["data"]
    return told


async def test_a_token_whose_life_is_not_told_is_taken_to_live_sixty_days(
    sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables], switch: Switch
) -> None:
    switch(exchange_tells_expiry=False)

    await came_back((await sign_up()).browser, "leo")

    assert timedelta(days=59) < lives(grant_of(tables)) <= timedelta(days=60)


async def test_a_page_without_an_account_is_shown_beside_the_one_to_choose(
    visit: Visit, sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()

    page = await came_back(mara.browser, "nora")

    bakery, project = await choices(visit, mara.browser, page)
    assert tables()["outbox"] == []
    assert (bakery["username"], bakery["display_name"]) == ("harbour.bakery", "Harbour Bakery")
    assert bakery["avatar_url"].startswith("http")
    assert (bakery["page_name"], bakery["unusable"]) == ("Harbour Bakery", None)
    assert bakery["access_level"] == "full"
    assert (project["page_name"], project["reason"]) == ("Side Project", "page_without_instagram")
    assert project["unusable"] == "No Instagram account is linked to the Facebook Page."
    assert project["next_step"].startswith("Link the Instagram account")


async def test_of_many_pages_every_account_can_be_chosen(
    visit: Visit, sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    page = await came_back(mara.browser, "max")
    candidates = await choices(visit, mara.browser, page)
    last = candidates[-1]["platform_user_id"]

    path, body = f"/api/auth/connections/{page.query['choose']}/choose", {"platform_user_id": last}
    async with mara.browser.post(path, json=body, headers=mara.csrf) as answer:
        chosen = await answer.json()

    grant = grant_of(tables)
    assert len({one["username"] for one in candidates}) == 30
    assert chosen == {"account_id": grant["account_id"]}
    assert (grant["username"], grant["platform_user_id"]) == ("shop30", last)


async def test_what_cannot_be_chosen_is_told_in_the_catalogues_words(
    visit: Visit, sign_up: SignUp, came_back: ComeBack
) -> None:
    mara = await sign_up()
    page = await came_back(mara.browser, "nora")
    _, project = await choices(visit, mara.browser, page)

    path = f"/api/auth/connections/{page.query['choose']}/choose"
    body = {"platform_user_id": project["platform_user_id"]}
    async with mara.browser.post(path, json=body, headers=mara.csrf) as answer:
        problem = await answer.json()

    assert (answer.status, problem["detail"]) == (409, project["unusable"])


@pytest.mark.parametrize(
    ("user", "form", "code"),
    [
        ("omar", {}, "personal_account"),
        ("pia", {}, "page_without_instagram"),
        ("gina", {"decline": "business_management"}, "portfolio_page_hidden"),
        ("leo", {"decline": "instagram_basic"}, "permission_missing"),
        ("leo", {"decline": "pages_show_list"}, "permission_missing"),
        ("leo", {"chose": "1"}, "nothing_granted"),
        ("leo", {"chose": "1", "permission": ALL}, "no_page_shared"),
        ("leo", {"decision": "cancel"}, "access_denied"),
    ],
)
async def test_a_consent_without_a_usable_account_says_why(
    visit: Visit,
    sign_up: SignUp,
    came_back: ComeBack,
    tables: Callable[[], Tables],
    user: str,
    form: dict[str, Any],
    code: str,
) -> None:
    mara = await sign_up()

    page = await came_back(mara.browser, user, **form)

    assert page.query["error"] == code
    words = await visit(mara.browser, f"/api/auth/outcomes/{code}?provider=instagram")
    assert words.status == 200
    assert words.json()["happened"]
    assert (tables()["accounts"], tables()["outbox"], tables()["pending_connections"]) == ([],) * 3


async def test_a_page_on_which_the_person_has_no_role_gives_no_account(
    sign_up: SignUp, came_back: ComeBack, control: Control
) -> None:
    control("people/leo/pages/100000000000203", {"tasks": ["UNHEARD_OF"]}, "PUT")

    page = await came_back((await sign_up()).browser, "leo")

    assert page.query["error"] == "no_page_role"


async def test_a_role_that_may_not_create_content_leaves_publishing_out(
    visit: Visit, sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()

    await came_back(mara.browser, "rita")

    scopes = grant_of(tables)["scopes"]
    assert "instagram_content_publish" not in scopes
    assert "instagram_manage_comments" in scopes


async def test_a_declined_permission_is_offered_again(
    sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    await came_back(mara.browser, "leo", decline="instagram_manage_comments")
    before = grant_of(tables)["scopes"]

    await came_back(mara.browser, "leo")

    after = orjson.loads(tables()["outbox"][1][4])["scopes"]
    assert set(after) - set(before) == {"instagram_manage_comments"}


@pytest.mark.parametrize(
    ("endpoint", "fault", "code"),
    [
        ("/oauth/access_token", {"kind": "reset_after"}, "outcome_unknown"),
        ("/oauth/access_token", {"kind": "html"}, "exchange_failed"),
        ("/oauth/access_token", {"kind": "status", "status": 400, "code": "100/36009"},
         "100-36009"),
        ("/oauth/access_token", {"kind": "status", "status": 400, "code": "101"},
         "invalid_request"),
        ("/me/permissions", {"kind": "status", "status": 400, "code": "190/459"}, "190-459"),
        ("/me/accounts", {"kind": "status", "status": 400, "code": "17"}, "rate_limited"),
        ("/me/accounts", {"kind": "status", "status": 500}, "server_error"),
    ],
)  # fmt: skip
async def test_a_failed_call_ends_in_words(
    visit: Visit,
    sign_up: SignUp,
    came_back: ComeBack,
    control: Control,
    tables: Callable[[], Tables],
    endpoint: str,
    fault: dict[str, Any],
    code: str,
) -> None:
    mara = await sign_up()
    control("faults", {"endpoint": endpoint, "count": 20, **fault})

    page = await came_back(mara.browser, "leo")

    assert page.query["error"] == code
    words = await visit(mara.browser, f"/api/auth/outcomes/{code}?provider=instagram")
    assert words.status == 200
    assert tables()["outbox"] == []


async def test_a_code_is_exchanged_once(
    visit: Visit, sign_up: SignUp, consent: ComeBack, control: Control
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)

    answers = [await visit(mara.browser, callback) for _ in range(2)]

    assert [answer.status for answer in answers] == [303, 400]
    seen = control("requests?path=/v26.0/oauth/access_token")["count"]
    assert seen == 2  # the code, then the long token


async def test_no_token_is_in_the_clear_anywhere(
    visit: Visit,
    sign_up: SignUp,
    came_back: ComeBack,
    tables: Callable[[], Tables],
    control: Control,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    mara = await sign_up()
    pages = [
        await came_back(mara.browser, "nora"),
        await came_back(mara.browser, "leo"),
        await came_back(mara.browser, "tess.studio", "instagram"),
    ]
    answers = [
        await visit(mara.browser, "/api/auth/accounts"),
        await visit(mara.browser, f"/api/auth/connections/{pages[0].query['choose']}"),
    ]

    seen = repr(tables()) + caplog.text + "".join(capsys.readouterr()) + str(pages)
    for answer in answers:
        seen += str(answer.headers) + answer.body
    secrets = [one["value"] for one in control("secrets")["secrets"]]
    assert len(secrets) >= 6
    assert [secret for secret in secrets if secret in seen] == []
