"""What needs the user is kept, told once, and mended by connecting again."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.accounts.store import Owner
from auth.connect.registered import PLATFORMS
from auth.connect.tiktok import TIKTOK
from auth.mail import smtp
from auth.notices.handlers import EPOCH, cursor_of, parse_cursor
from auth.notices.mail import Mailer, Writer
from auth.notices.store import Kind, Letter, Notice, Notices, PageEnd
from auth.notices.words import words
from auth.projector import project
from auth.sign_in.handlers import EMAIL
from auth.sign_in.users import User, Users
from common.errors import InvalidRequest
from common.event import Delivered, Envelope, Event
from common.postgres import Pool
from contracts.accounts import (
    AccountConnected,
    AccountDisconnected,
    AccountRefreshed,
    AccountRefreshFailed,
    GrantExpiryApproached,
    GrantRefused,
    PostsFoundTwice,
    ReauthorizationRequired,
)

from ..conftest import Tables
from ..postman import postman

WRITER = Writer("postlog@example.test", "https://postlog.example", PLATFORMS)
MARA, ACCOUNT = UUID(int=1), UUID(int=2)
NOW = datetime.now(UTC)
OWN = {"provider": "tiktok", "account_id": ACCOUNT, "user_id": MARA}
TIMES = {"expires_at": NOW, "refresh_expires_at": NOW}
CONNECTED = AccountConnected(
    **OWN, **TIMES, platform_user_id="open", display_name="Mara Bakes", scopes=[], granted_at=NOW
)
LOST = ReauthorizationRequired(**OWN, reason="invalid_grant")
FAILING = AccountRefreshFailed(**OWN, reason="timeout")
REFRESHED = AccountRefreshed(**OWN, **TIMES, token_version=2)
ENDING = GrantExpiryApproached(**OWN, ends_at=NOW)
REFUSED = GrantRefused(**OWN, reason="connected_by_another")
LEFT = AccountDisconnected(**OWN, revoked=True, reason="user_request")
BANNED = AccountDisconnected(**OWN, revoked=True, reason="account_banned")
REMOVED = AccountDisconnected(**OWN, revoked=True, reason="authorization_removed")
TWICE, MENDED = PostsFoundTwice(**OWN, post_ids=[UUID(int=7)]), PostsFoundTwice(**OWN, post_ids=[])
UNKNOWN = AccountDisconnected(**OWN, revoked=False, reason="unknown_account")


Story = Callable[..., Awaitable[set[tuple[str, bool]]]]


def delivered(event: Event, sequence: int) -> Delivered:
    envelope = Envelope(
        id=f"event-{sequence}",
        type=event.TYPE,
        source="/tiktok",
        subject=event.subject,
        time=NOW + timedelta(seconds=sequence),
        sequence=sequence,
    )
    return Delivered("accounts.v1", 0, sequence, str(ACCOUNT), envelope, event, {}, event.value())


@pytest.fixture
def story(pool: Pool) -> Story:
    """Project events in this order; gives the user's notices as (kind, whether resolved)."""

    async def project_all(*events: Event) -> set[tuple[str, bool]]:
        async with pool.connection() as connection:
            for sequence, event in enumerate(events, 1):
                await project(connection, delivered(event, sequence))
            found = await Notices(connection).find_by_user(MARA, None, 100)
        return {(notice.kind, notice.resolved_at is not None) for notice in found}

    return project_all


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([CONNECTED], set()),
        ([CONNECTED, ENDING, REFRESHED], {("GRANT_ENDING", False)}),
        ([CONNECTED, ENDING, CONNECTED], {("GRANT_ENDING", True)}),
        ([CONNECTED, LOST], {("RECONNECT", False)}),
        ([CONNECTED, LOST, CONNECTED], {("RECONNECT", True)}),
        ([CONNECTED, LOST, REFRESHED], {("RECONNECT", True)}),
        ([CONNECTED, FAILING, FAILING, FAILING], {("REFRESH_FAILING", False)}),
        ([CONNECTED, FAILING, REFRESHED], {("REFRESH_FAILING", True)}),
        ([CONNECTED, FAILING, LOST], {("REFRESH_FAILING", True), ("RECONNECT", False)}),
        ([CONNECTED, LOST, LOST], {("RECONNECT", False)}),
        ([REFUSED], {("GRANT_REFUSED", False)}),
        ([CONNECTED, LEFT], set()),
        ([CONNECTED, LOST, LEFT], {("RECONNECT", True)}),
        ([CONNECTED, REMOVED], {("DISCONNECTED", False)}),
        ([CONNECTED, LOST, UNKNOWN], {("RECONNECT", True)}),
        ([CONNECTED, TWICE, REFRESHED, CONNECTED, LEFT], {("POSTED_TWICE", False)}),
        ([CONNECTED, TWICE, MENDED], {("POSTED_TWICE", True)}),
    ],
)
async def test_a_notice_stands_until_the_account_works_again(
    story: Story, events: Sequence[Event], told: set[tuple[str, bool]]
) -> None:
    assert await story(*events) == told


@pytest.mark.parametrize(
    ("events", "open_kinds"),
    [
        ([CONNECTED, FAILING, LOST], {"RECONNECT"}),
        ([LOST, CONNECTED, REMOVED], {"DISCONNECTED"}),
        ([FAILING, LOST, REFRESHED], set()),
        ([ENDING, REFRESHED, REMOVED], {"DISCONNECTED"}),
        ([REFRESHED, ENDING, LOST], {"GRANT_ENDING", "RECONNECT"}),
        ([TWICE, MENDED, TWICE, LOST], {"POSTED_TWICE", "RECONNECT"}),
        ([LOST, TWICE, CONNECTED, MENDED], set()),
    ],
)
async def test_the_same_notices_are_open_after_every_order_of_the_events(
    pool: Pool, events: Any, open_kinds: Any
) -> None:
    records = [delivered(event, sequence) for sequence, event in enumerate(events, 1)]
    found = []
    for order in permutations(records):
        async with pool.connection() as connection:
            await connection.execute("DELETE FROM notices")
            await connection.execute("DELETE FROM account_registers")
            for record in order:
                await project(connection, record)
            notices = await Notices(connection).find_by_user(MARA, None, 100)
        found.append({notice.kind for notice in notices if notice.resolved_at is None})

    assert [kinds for kinds in found if kinds != open_kinds] == []


async def test_a_notice_of_a_double_post_names_the_post(story: Story, pool: Pool) -> None:
    await story(CONNECTED, TWICE)

    async with pool.connection() as connection:
        [notice] = await Notices(connection).find_by_user(MARA, None, 10)

    assert notice.reason == str(UUID(int=7))
    assert "public twice" in words(TIKTOK, notice.kind, notice.reason).sentence


async def test_each_post_that_is_public_twice_has_one_notice_until_it_is_mended(
    story: Story, pool: Pool
) -> None:
    other, both = UUID(int=8), [UUID(int=8), UUID(int=7)]
    found, mended = PostsFoundTwice(**OWN, post_ids=both), PostsFoundTwice(**OWN, post_ids=[other])

    await story(CONNECTED, TWICE, found, mended)

    async with pool.connection() as connection:
        notices = await Notices(connection).find_by_user(MARA, None, 10)
    told = sorted((notice.reason, notice.resolved_at is None) for notice in notices)
    assert told == [(str(UUID(int=7)), False), (str(other), True)]


async def test_the_same_event_again_is_no_second_notice(
    story: Any, tables: Callable[[], Tables], pool: Pool
) -> None:
    await story(CONNECTED, LOST, CONNECTED)
    before = tables()["notices"]
    async with pool.connection() as connection:
        await project(connection, delivered(LOST, 2))

    assert tables()["notices"] == before


async def test_unread_notices_come_first_and_pages_do_not_overlap(pool: Pool) -> None:
    async with pool.connection() as connection:
        notices = Notices(connection)
        for number in range(5):
            owner = Owner(UUID(int=100 + number), MARA, "tiktok")
            await notices.open(owner, Kind.RECONNECT, "x", delivered(LOST, number).envelope)
        newest, *_ = await notices.find_by_user(MARA, None, 1)
        await notices.read(newest.notice_id, MARA)
        pages, after = [], None
        while page := await notices.find_by_user(MARA, after, 2):
            pages += page
            after = parse_cursor(cursor_of(page[-1]))

    assert [notice.notice_id for notice in pages[-1:]] == [newest.notice_id]
    assert len({notice.notice_id for notice in pages}) == len(pages) == 5


async def test_s35_another_users_notice_is_not_there(story: Story, pool: Pool) -> None:
    await story(CONNECTED, LOST)
    async with pool.connection() as connection:
        [notice] = await Notices(connection).find_by_user(MARA, None, 10)

        read = await Notices(connection).read(notice.notice_id, UUID(int=9))

    assert read is None


@given(st.text())
def test_no_cursor_however_odd_is_a_failure_of_ours(text: str) -> None:
    with suppress(InvalidRequest):
        parse_cursor(text)


@given(st.integers(0, 10**16 - 1), st.booleans())
def test_a_cursor_names_its_place(microseconds: int, is_unread: bool) -> None:
    at = EPOCH + timedelta(microseconds=microseconds)
    read_at = None if is_unread else at
    notice = Notice(MARA, ACCOUNT, "tiktok", Kind.RECONNECT, "x", at, None, read_at)

    assert parse_cursor(cursor_of(notice)) == PageEnd(is_unread, at, MARA)


def test_every_kind_has_words_and_a_subject() -> None:
    written = [words(TIKTOK, kind, "") for kind in Kind]

    assert all(one.subject and one.sentence and one.next_step for one in written)
    assert "refresh" in words(TIKTOK, Kind.RECONNECT, "refresh_outcome_unknown").sentence


def mailer(pool: Pool, url: str) -> Any:
    return Mailer(pool, smtp(url), WRITER)


@pytest.fixture
async def troubled(story: Story, pool: Pool) -> None:
    """Mara, who must connect her account again."""
    async with pool.connection() as connection:
        await Users(connection).create(User(MARA, "mara@example.test", "hash"))
    await story(CONNECTED, LOST)


async def test_a_notice_is_mailed_once(troubled: None, pool: Pool) -> None:
    async with postman() as server:
        sent = [await mailer(pool, server.url).send_next() for _ in range(2)]

    [text] = server.letters
    assert sent == [True, False]
    assert "To: mara@example.test" in text
    assert "Reconnect the account" in text
    assert "Account: Mara Bakes" in text
    assert f"https://postlog.example/accounts/{ACCOUNT}" in text


async def test_a_withdrawal_is_one_notice_and_one_letter_with_its_reason(
    story: Story, pool: Pool
) -> None:
    async with pool.connection() as connection:
        await Users(connection).create(User(MARA, "mara@example.test", "hash"))
    told = await story(CONNECTED, BANNED)
    async with postman() as server:
        sent = [await mailer(pool, server.url).send_next() for _ in range(2)]

    [text] = server.letters
    assert (told, sent) == ({("DISCONNECTED", False)}, [True, False])
    assert "TikTok has banned this account." in text


async def test_the_letter_of_a_double_post_leads_to_the_post(story: Story, pool: Pool) -> None:
    async with pool.connection() as connection:
        await Users(connection).create(User(MARA, "mara@example.test", "hash"))
    await story(CONNECTED, TWICE)
    async with postman() as server:
        await mailer(pool, server.url).send_next()

    [text] = server.letters
    assert f"https://postlog.example/posts/{UUID(int=7)}" in text


async def test_a_letter_that_was_refused_is_sent_later(troubled: None, pool: Pool) -> None:
    async with postman() as server:
        server.refuses = True
        await mailer(pool, server.url).send_next()
        at_once = await mailer(pool, server.url).send_next()
        server.refuses = False
        async with pool.connection() as connection:
            await connection.execute("UPDATE notices SET mail_due_at = now()")
        await mailer(pool, server.url).send_next()

    assert (at_once, len(server.letters)) == (False, 1)


async def test_a_password_is_not_sent_in_the_clear(troubled: None, pool: Pool) -> None:
    async with postman() as server:
        url = server.url.replace("//", "//postlog:secret@")

        await mailer(pool, url).send_next()

    assert "EHLO" in server.verbs
    assert not {"AUTH", "MAIL"} & set(server.verbs)


async def test_a_mail_server_that_is_not_there_is_no_failure_of_ours(
    troubled: None, pool: Pool, tables: Callable[[], Tables]
) -> None:
    async with postman() as server:
        gone = server.url

    assert await mailer(pool, gone).send_next()


@pytest.mark.parametrize(
    "change",
    [
        "read_at = now()",
        "resolved_at = now()",
        "created_at = now() - interval '4 days'",
        "kind = 'REFRESH_FAILING'",
    ],
)
async def test_what_needs_nobody_any_more_is_not_mailed(
    troubled: None, pool: Pool, change: str
) -> None:
    async with pool.connection() as connection:
        await connection.execute(f"UPDATE notices SET {change}")

    assert not await mailer(pool, "smtp://127.0.0.1:1").send_next()


async def due(pool: Pool) -> Any:
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT mail_due_at IS NOT NULL FROM notices")
        return [is_due for (is_due,) in await cursor.fetchall()]


async def test_a_mailed_notice_leaves_the_queue(troubled: Any, pool: Pool) -> None:
    before = await due(pool)
    async with postman() as server:
        await mailer(pool, server.url).send_next()

    assert (before, await due(pool)) == ([True], [False])


@pytest.mark.parametrize("events", [[CONNECTED], [LEFT]])
async def test_a_resolved_notice_leaves_the_queue(troubled: Any, pool: Pool, events: Any) -> None:
    async with pool.connection() as connection:
        for event in events:
            await project(connection, delivered(event, 9))

    assert await due(pool) == [False]


async def test_a_notice_that_was_read_leaves_the_queue(troubled: Any, pool: Pool) -> None:
    async with pool.connection() as connection:
        [notice] = await Notices(connection).find_by_user(MARA, None, 10)
        await Notices(connection).read(notice.notice_id, MARA)

    assert await due(pool) == [False]


async def test_a_notice_that_waited_for_days_leaves_the_queue(troubled: Any, pool: Pool) -> None:
    async with pool.connection() as connection:
        await connection.execute("UPDATE notices SET created_at = now() - interval '4 days'")
        await Notices(connection).give_up_old_letters()

    assert await due(pool) == [False]


async def test_what_is_never_mailed_is_not_queued(story: Any, pool: Pool) -> None:
    await story(CONNECTED, LOST)  # of a user without an e-mail here
    hosted = await due(pool)
    async with pool.connection() as connection:
        await connection.execute("DELETE FROM notices")
        await Users(connection).create(User(MARA, "mara@example.test", "hash"))
        await project(connection, delivered(FAILING, 9))

    assert (hosted, await due(pool)) == ([False], [False])


async def test_a_notice_about_an_account_that_is_not_known_stops_no_other_letter(
    pool: Pool,
) -> None:
    async with pool.connection() as connection:
        await Users(connection).create(User(MARA, "mara@example.test", "hash"))
        await project(connection, delivered(ENDING, 1))
    async with postman() as server:
        sent = await mailer(pool, server.url).send_next()

    assert (sent, len(server.letters)) == (True, 1)


@given(st.from_regex(EMAIL, fullmatch=True))
def test_a_letter_goes_to_the_one_address_that_was_registered(email: str) -> None:
    due = Letter(MARA, Kind.RECONNECT, "x", MARA, "tiktok", "Mara", None, email, 1)

    written = WRITER.write(due)

    assert [one.addr_spec for one in written["To"].addresses] == [email]


def test_a_name_cannot_add_a_header() -> None:
    name = "Mara\r\nBcc: all@x.test"
    due = Letter(MARA, Kind.RECONNECT, "x", MARA, "tiktok", name, None, "m@x.test", 1)

    written = WRITER.write(due)

    assert written.keys() == [
        *("From", "To", "Subject", "Message-ID"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    ]
    assert written["Bcc"] is None
    assert "Account: Mara Bcc: all@x.test\n" in written.get_content()


@pytest.mark.parametrize("name", [None, "", " \u200b\n"])
def test_a_letter_about_an_account_without_a_name_says_which_it_is(name: str | None) -> None:
    id_ = UUID("00000000-0000-0000-0000-000000003f2a")
    due = Letter(MARA, Kind.RECONNECT, "x", id_, "tiktok", name, None, "m@x.test", 1)

    text = WRITER.write(due).get_content()

    assert "Account: TikTok account …3f2a\n" in text
