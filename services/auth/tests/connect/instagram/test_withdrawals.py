"""Meta tells that a person has removed the app, or wants their data deleted."""

import asyncio
import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest
from yarl import URL

from auth.accounts.withdrawals import Withdrawals
from auth.connect.instagram.withdrawals import SignedRequests
from auth.projector import project
from common.event import Delivered, Envelope
from common.postgres import Pool
from contracts.accounts import AccountDisconnected, AccountEvent, ProfileObserved
from platforms.instagram.app import InstagramApp
from platforms.signatures import InvalidSignature, StaleSignature

from ...conftest import Browser, SignUp, Tables, Visit
from .conftest import ComeBack, Control

# The vectors of Meta's form, made with other code.
SECRET = "5f2b8c0d9a7e41c3b6f0e1d2c3b4a596"
BEGAN = (
    "eyJ1c2VyX2lkIjoiMTIyMTAwMDAwMDAwMDAwMDAxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQi"
)
DEAUTHORIZED = f"09mXh9wVrtF8tWNnzrhDR7aP6HfrykYqLrA1jBiQiyE.{BEGAN}OjE3OTAwMDAwMDB9"
DELETION = (
    f"44hxeJCumFl9qajkmE7BPBA3j5bJpbPe7VAhKaHF6HM.{BEGAN}"
    "OjE3OTAwMDAwMDAsImV4cGlyZXMiOjE3OTAwMDM2MDB9"
)
LEO, LEO_SCOPED = "122100000000000002", "26901400000000002"


def signed(secret: str, user_id: str, issued_at: float, padded: bool = False, **more: Any) -> str:
    told = {"user_id": user_id, "algorithm": "HMAC-SHA256", "issued_at": int(issued_at), **more}
    payload = urlsafe_b64encode(orjson.dumps(told)).decode()
    payload = payload if padded else payload.rstrip("=")
    digest = hmac.digest(secret.encode(), payload.encode(), hashlib.sha256)
    signature = urlsafe_b64encode(digest).decode()
    return f"{signature if padded else signature.rstrip('=')}.{payload}"


def app(login: Any, *secrets: str) -> InstagramApp:
    return InstagramApp(login=login, app_id="7", app_secrets=secrets)


async def told(browser: Browser, what: str, text: str) -> tuple[int, Any]:
    """Post a signed request, as Meta does: from nowhere, with no session."""
    data = {"signed_request": text}
    async with browser.post(f"/api/auth/instagram/{what}", data=data) as answer:
        return answer.status, await answer.json()


def events(tables: Callable[[], Tables]) -> list[tuple[str, dict[str, Any]]]:
    rows = sorted(tables()["outbox"])
    return [(dict(row[3])["ce_type"].split(".")[1], orjson.loads(row[4])) for row in rows]


async def ended(pool: Pool, account_id: str, user_id: UUID) -> None:
    """Let the provider service answer that an account has ended."""
    event = AccountDisconnected(
        provider="instagram",
        account_id=UUID(account_id),
        user_id=user_id,
        revoked=True,
        reason="user_request",
    )
    await heard(pool, event, 5)


async def heard(pool: Pool, event: AccountEvent, sequence: int) -> None:
    """Let the worker read what the provider service says."""
    at = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)
    envelope = Envelope("id", event.TYPE, "/instagram", event.subject, at, sequence)
    key = str(event.account_id)
    record = Delivered("accounts.v1", 0, 0, key, envelope, event, {}, b"")
    async with pool.connection() as connection:
        await project(connection, record)


async def answered(control: Control, count: int) -> list[dict[str, Any]]:
    """Wait until the sandbox has had an answer to so many of its calls."""
    deadline = time.monotonic() + 20
    while True:
        sent: list[dict[str, Any]] = control("state")["callbacks"]
        if len(sent) == count and all(one["status"] or one["answer"] for one in sent):
            return sent
        assert time.monotonic() < deadline, sent
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("text", [DELETION, DELETION.replace(".", "=.")], ids=["bare", "padded"])
def test_a_wish_for_deletion_is_read_with_any_secret_of_either_app_however_old(text: str) -> None:
    reader = SignedRequests([app("facebook", "new", "old"), app("instagram", "next", SECRET)])

    told = reader.deletion(text)

    assert (told.provider, told.person_id) == ("instagram", "122100000000000001")
    assert told.at == datetime.fromtimestamp(1790000000, UTC)


@pytest.mark.parametrize(
    "text",
    [
        lambda: DEAUTHORIZED,
        lambda: signed(SECRET, "1", time.time() - 8 * 86_400),
        lambda: signed(SECRET, "1", time.time() + 600),
        lambda: signed(SECRET, "1", 10**17),
        lambda: signed(SECRET, "1", 0),
    ],
    ids=["years", "days", "ahead", "no time", "zero"],
)
def test_a_deauthorization_of_another_time_is_refused(text: Callable[[], str]) -> None:
    with pytest.raises(StaleSignature):
        SignedRequests([app("facebook", SECRET)]).deauthorization(text())


@pytest.mark.parametrize(
    "text",
    [
        signed("another", "1", time.time()),
        signed(SECRET, "1", time.time(), algorithm="none"),
        signed(SECRET, "1", time.time()).rpartition(".")[2],
        "",
    ],
    ids=["another secret", "no algorithm", "no signature", "nothing"],
)
def test_what_our_secrets_did_not_sign_is_refused(text: str) -> None:
    with pytest.raises(InvalidSignature):
        SignedRequests([app("facebook", SECRET)]).deauthorization(text)


async def test_a_person_who_removes_the_app_has_all_their_accounts_checked(
    sign_up: SignUp,
    came_back: ComeBack,
    browser: Callable[[], Browser],
    tables: Callable[[], Tables],
    instagram: Any,
) -> None:
    mara, theo = await sign_up("mara@example.test"), await sign_up("theo@example.test")
    mine = [(await came_back(one.browser, "leo")).query["connected"] for one in (mara, theo)]
    await came_back(mara.browser, "tess")
    at = int(time.time())

    status, _ = await told(browser(), "deauthorize", signed(instagram.app_secret, LEO, at))

    withdrawn = [value for kind, value in events(tables) if kind == "GrantWithdrawn"]
    assert status == 200
    assert {one["account_id"] for one in withdrawn} == set(mine)
    assert {one["user_id"] for one in withdrawn} == {str(mara.user_id), str(theo.user_id)}
    assert {one["reason"] for one in withdrawn} == {"user_disconnected"}
    assert {datetime.fromisoformat(one["withdrawn_at"]).timestamp() for one in withdrawn} == {at}


async def test_its_place_in_the_accounts_story_is_behind_the_grant(
    sign_up: SignUp,
    came_back: ComeBack,
    browser: Callable[[], Browser],
    tables: Callable[[], Tables],
    instagram: Any,
) -> None:
    await came_back((await sign_up()).browser, "leo")

    await told(browser(), "deauthorize", signed(instagram.app_secret, LEO, time.time()))

    rows = [(row[1], row[2], dict(row[3])["ce_sequence"]) for row in sorted(tables()["outbox"])]
    assert [row[0] for row in rows] == ["grants.instagram.v1"] * 2
    assert rows[0][1] == rows[1][1]
    assert [row[2] for row in rows] == ["1", "2"]


async def test_an_account_of_instagram_login_is_known_by_its_id_for_our_app(
    sign_up: SignUp,
    came_back: ComeBack,
    browser: Callable[[], Browser],
    tables: Callable[[], Tables],
    instagram: Any,
) -> None:
    page = await came_back((await sign_up()).browser, "leo.draws", "instagram")
    text = signed(instagram.login_app_secret, LEO_SCOPED, time.time(), padded=True)

    await told(browser(), "deauthorize", text)

    kind, value = events(tables)[-1]
    assert (kind, value["account_id"]) == ("GrantWithdrawn", page.query["connected"])


async def test_a_call_that_comes_twice_is_heard_once(
    sign_up: SignUp,
    came_back: ComeBack,
    browser: Callable[[], Browser],
    tables: Callable[[], Tables],
    instagram: Any,
) -> None:
    await came_back((await sign_up()).browser, "leo")
    text = signed(instagram.app_secret, LEO, time.time())

    answers = [await told(browser(), "deauthorize", text) for _ in range(3)]

    assert [status for status, _ in answers] == [200] * 3
    assert [kind for kind, _ in events(tables)] == ["GrantIssued", "GrantWithdrawn"]


async def test_a_stranger_who_removes_the_app_changes_nothing(
    browser: Callable[[], Browser], tables: Callable[[], Tables], instagram: Any
) -> None:
    text = signed(instagram.app_secret, "999", time.time())

    status, _ = await told(browser(), "deauthorize", text)

    assert (status, tables()["outbox"]) == (200, [])


async def test_a_wish_for_deletion_ends_the_accounts_and_forgets_their_names(
    visit: Visit,
    sign_up: SignUp,
    came_back: ComeBack,
    browser: Callable[[], Browser],
    tables: Callable[[], Tables],
    instagram: Any,
) -> None:
    mara = await sign_up()
    account_id = (await came_back(mara.browser, "leo")).query["connected"]
    text = signed(instagram.app_secret, LEO, time.time(), expires=1)

    answers = [await told(browser(), "data-deletion", text) for _ in range(2)]

    assert answers[0] == answers[1]
    status, answer = answers[0]
    code = answer["confirmation_code"]
    assert status == 200
    assert answer["url"] == f"http://127.0.0.1:8080/api/auth/data-deletions/{code}"
    kinds = [kind for kind, _ in events(tables)]
    assert kinds == ["GrantIssued", "DisconnectRequested"]
    shown = (await visit(mara.browser, f"/api/auth/accounts/{account_id}")).json()
    assert (shown["status"], shown["avatar_url"]) == ("DISCONNECTING", None)
    assert "Leo" not in str(shown)
    assert LEO not in repr(tables()["withdrawals"])


async def test_names_that_were_on_their_way_are_forgotten_once_the_account_has_ended(
    visit: Visit,
    sign_up: SignUp,
    came_back: ComeBack,
    browser: Callable[[], Browser],
    pool: Pool,
    instagram: Any,
) -> None:
    mara = await sign_up()
    account_id = (await came_back(mara.browser, "leo")).query["connected"]
    await told(browser(), "data-deletion", signed(instagram.app_secret, LEO, time.time()))
    late = ProfileObserved(
        provider="instagram",
        account_id=UUID(account_id),
        user_id=mara.user_id,
        display_name="Leo",
        username="leo.pictures",
        avatar_url="https://scontent.cdninstagram.com/leo.jpg",
        observed_at=datetime(2026, 12, 1, 9, tzinfo=UTC),
    )

    await heard(pool, late, 4)
    await ended(pool, account_id, mara.user_id)

    shown = (await visit(mara.browser, f"/api/auth/accounts/{account_id}")).json()
    assert (shown["status"], shown["avatar_url"]) == ("DISCONNECTED", None)
    assert "leo" not in str(shown).lower()


async def test_the_page_says_what_was_deleted_and_when(
    visit: Visit,
    sign_up: SignUp,
    came_back: ComeBack,
    browser: Callable[[], Browser],
    pool: Pool,
    instagram: Any,
) -> None:
    mara = await sign_up()
    account_id = (await came_back(mara.browser, "leo")).query["connected"]
    text = signed(instagram.app_secret, LEO, time.time())
    _, answer = await told(browser(), "data-deletion", text)
    path = URL(answer["url"]).path

    before = await visit(browser(), path)
    await ended(pool, account_id, mara.user_id)
    after = await visit(browser(), path)
    page = await visit(browser(), path, {"Accept": "text/html"})

    assert before.json()["completed_at"] is None
    assert before.json()["title"] == "Your data is being deleted"
    assert after.json()["completed_at"] == "2026-12-01T09:05:00Z"
    assert after.json()["accounts"] == 1
    assert page.headers["Content-Type"].startswith("text/html")
    assert "1 December 2026, 09:05 UTC" in page.body
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for told_of in (before.body, after.body, page.body):
        assert "leo" not in told_of.lower()


async def test_where_nothing_was_connected_nothing_is_awaited(
    visit: Visit, browser: Callable[[], Browser], instagram: Any
) -> None:
    text = signed(instagram.app_secret, "999", time.time())
    _, answer = await told(browser(), "data-deletion", text)

    shown = (await visit(browser(), URL(answer["url"]).path)).json()

    assert (shown["accounts"], shown["title"]) == (0, "Your data is deleted")
    assert shown["completed_at"] == shown["requested_at"]


async def test_a_consent_that_waits_is_deleted_too(
    sign_up: SignUp,
    came_back: ComeBack,
    browser: Callable[[], Browser],
    tables: Callable[[], Tables],
    instagram: Any,
) -> None:
    await came_back((await sign_up()).browser, "nora")
    nora = "122100000000000001"

    await told(browser(), "data-deletion", signed(instagram.app_secret, nora, time.time()))

    assert tables()["pending_connections"] == []


async def test_a_code_that_nobody_got_is_not_there(
    visit: Visit, browser: Callable[[], Browser]
) -> None:
    statuses = {
        (await visit(browser(), f"/api/auth/data-deletions/{code}")).status
        for code in ("guessed", "%00", "..%2f")
    }

    assert statuses == {404}


async def test_only_old_deauthorizations_are_forgotten(
    browser: Callable[[], Browser],
    tables: Callable[[], Tables],
    pool: Pool,
    auth_url: str,
    instagram: Any,
) -> None:
    for what in ("deauthorize", "data-deletion"):
        await told(browser(), what, signed(instagram.app_secret, LEO, time.time()))
    with psycopg.connect(auth_url) as connection:
        connection.execute("UPDATE withdrawals SET received_at = now() - interval '31 days'")

    async with pool.connection() as own:
        swept = await Withdrawals(own).sweep()

    assert swept == 1
    assert [row[2] for row in tables()["withdrawals"]] == ["deletion"]


async def test_the_sandboxs_own_calls_are_understood(
    sign_up: SignUp,
    came_back: ComeBack,
    control: Control,
    browser: Callable[[], Browser],
    tables: Callable[[], Tables],
    switch: Any,
) -> None:
    served = str(browser()._base_url).rstrip("/")
    switch(
        deauthorize_url=f"{served}/api/auth/instagram/deauthorize",
        deletion_url=f"{served}/api/auth/instagram/data-deletion",
        signed_request_padding=True,
    )
    mara = await sign_up()
    await came_back(mara.browser, "leo")
    await came_back(mara.browser, "tess.studio", "instagram")

    control("people/leo/remove_app", {})
    control("people/tess.studio/deletion", {})
    sent = await answered(control, 2)

    assert [one["status"] for one in sent] == [200, 200]
    kinds = sorted(kind for kind, _ in events(tables))
    assert kinds == ["DisconnectRequested", "GrantIssued", "GrantIssued", "GrantWithdrawn"]
