"""A private answer goes out once, by the Page or by Instagram Login, and stands below no post."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from common.errors import Conflict, NotFound
from common.idempotency import KeyReused
from contracts.instagram.commands import AdvanceReply, ObservePage
from contracts.instagram.comments import (
    CommentReceived,
    ReplyAttempted,
    ReplyOutcomeGivenUp,
    ReplyOutcomeUnknown,
    ReplyPosted,
    ReplyRequested,
)
from instagram.comments.asking import Replying
from instagram.comments.private import PrivateReplying, PrivateText
from instagram.errors import NotOffered, ScopeMissing
from instagram.parts import Parts
from platforms.instagram.app import Login

from ..hearing import hear, told
from ..support import EVERY_VERSION, Connect, Connected, Sandbox, bodies
from ..working import Rooms, execute, keep_comment, known_comment, post_in_app, say, status_of

Write = Callable[..., Awaitable[UUID]]
MESSAGES = "/{page}/messages"
LOGINS: list[tuple[Login, str]] = [("facebook", "nora"), ("instagram", "harbour.bakery")]


@pytest.fixture
def private(parts: Parts) -> PrivateReplying:
    """What stores the wish."""
    replying = Replying(parts.pool, parts.outbox)
    return PrivateReplying(parts.pool, parts.outbox, parts.clients, replying)


@pytest.fixture
def write(private: PrivateReplying) -> Write:
    """Ask for a private answer."""

    async def asked(
        account: Connected, comment_id: str, text: str = "Write to us", key: str | None = None
    ) -> UUID:
        reply = await private.reply(account.user_id, comment_id, PrivateText(text=text), key)
        return reply.reply_id

    return asked


@pytest.fixture
async def reached(connected: Connected, work: Rooms) -> Connected:
    """Nora's account, whose Page is known."""
    await work.obey(ObservePage(account_id=connected.account_id))
    return connected


async def sent(sandbox: Sandbox) -> list[Any]:
    """Give the messages that were sent at Instagram."""
    return list((await sandbox.control("GET", "state"))["private_replies"])


async def attempts(sandbox: Sandbox) -> int:
    """Count the calls that reached Instagram."""
    found = (await sandbox.control("GET", "requests"))["requests"]
    return sum(one["method"] == "POST" and one["path"].endswith("/messages") for one in found)


@EVERY_VERSION
@pytest.mark.parametrize(("login", "user"), LOGINS)
async def test_a_private_answer_is_sent_once_and_stands_below_no_post(
    login: Login,
    user: str,
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
    work: Rooms,
    write: Write,
) -> None:
    account = await connect(user, login)
    await work.obey(ObservePage(account_id=account.account_id))
    _, comment_id = await known_comment(parts, sandbox, account)

    reply_id = await write(account, comment_id)
    await work.obey_all(AdvanceReply)
    await work.obey(AdvanceReply(account_id=account.account_id, reply_id=reply_id))

    [message] = await sent(sandbox)
    assert (message["comment_id"], message["text"]) == (comment_id, "Write to us")
    [posted] = await bodies(parts, ReplyPosted)
    assert posted.platform_comment_id == f"m_{comment_id}"
    assert [one.to for one in await bodies(parts, ReplyRequested)] == ["private"]
    assert len(await bodies(parts, ReplyAttempted)) == await attempts(sandbox) == 1
    assert not any(one.is_ours for one in await bodies(parts, CommentReceived))


async def test_one_comment_has_one_private_answer_and_one_key_is_one_request(
    reached: Connected, parts: Parts, sandbox: Sandbox, write: Write
) -> None:
    _, comment_id = await known_comment(parts, sandbox, reached)

    first = await write(reached, comment_id, key="k")

    assert await write(reached, comment_id, key="k") == first
    with pytest.raises(KeyReused):
        await write(reached, comment_id, "Something else", key="k")
    with pytest.raises(Conflict, match="already"):
        await write(reached, comment_id)


async def test_a_private_answer_beside_a_public_one_is_another_answer(
    reached: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, write: Write
) -> None:
    _, comment_id = await known_comment(parts, sandbox, reached)
    replying = Replying(parts.pool, parts.outbox)

    await replying.reply(reached.user_id, comment_id, PrivateText(text="See your messages"), None)
    await write(reached, comment_id)
    await work.obey_all(AdvanceReply)

    assert len(await sent(sandbox)) == 1
    assert len(await bodies(parts, ReplyPosted)) == 2


async def test_what_was_refused_may_be_written_again(
    reached: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, write: Write
) -> None:
    _, comment_id = await known_comment(parts, sandbox, reached)
    await sandbox.fault(MESSAGES, "status", status=400, code="100")

    refused = await write(reached, comment_id)
    await work.obey_all(AdvanceReply)
    again = await write(reached, comment_id)
    await work.obey_all(AdvanceReply)

    assert [await status_of(parts, one) for one in (refused, again)] == ["FAILED", "POSTED"]


@pytest.mark.parametrize("kind", ["reset_after", "store_then_502"])
async def test_a_lost_answer_is_never_sent_again_by_itself_and_says_so_at_once(
    kind: str, reached: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, write: Write
) -> None:
    _, comment_id = await known_comment(parts, sandbox, reached)
    await sandbox.fault(MESSAGES, kind)

    reply_id = await write(reached, comment_id)
    await work.obey_all(AdvanceReply)
    await work.obey(AdvanceReply(account_id=reached.account_id, reply_id=reply_id))

    assert await status_of(parts, reply_id) == "UNKNOWN"
    assert await attempts(sandbox) == 1
    for told_of in (ReplyOutcomeUnknown, ReplyOutcomeGivenUp):
        assert len(await bodies(parts, told_of)) == 1


async def test_a_second_try_after_a_lost_one_is_refused_by_instagram_and_sends_nothing(
    reached: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, write: Write
) -> None:
    _, comment_id = await known_comment(parts, sandbox, reached)
    await sandbox.fault(MESSAGES, "reset_after")
    await write(reached, comment_id)
    await work.obey_all(AdvanceReply)

    again = await write(reached, comment_id)
    await work.obey_all(AdvanceReply)

    [(code, sentence)] = await execute(
        parts, "SELECT fail_code, fail_message FROM replies WHERE reply_id = %s", again
    )
    assert (code, len(await sent(sandbox))) == ("10900", 1)
    assert "Instagram app" in sentence


async def test_comments_that_cannot_be_answered_privately_are_refused_before_any_call(
    reached: Connected, parts: Parts, sandbox: Sandbox, write: Write
) -> None:
    media_id = await post_in_app(sandbox)
    old, own, deleted = [await say(sandbox, media_id) for _ in range(3)]
    for comment_id in (old, own, deleted):
        await keep_comment(parts, reached, media_id, comment_id)
    week = timedelta(days=7)
    await execute(
        parts,
        "UPDATE comments SET said_at = said_at - %s, created_at = created_at - %s"
        " WHERE comment_id = %s",
        *(week, week, old),
    )
    await execute(parts, "UPDATE comments SET is_ours = true WHERE comment_id = %s", own)
    await execute(parts, "UPDATE comments SET deleted_at = now() WHERE comment_id = %s", deleted)

    for comment_id, why in ((old, "seven days"), (own, "itself"), (deleted, "deleted")):
        with pytest.raises(Conflict, match=why):
            await write(reached, comment_id)
    with pytest.raises(NotFound):
        await write(reached, "17900000000099999")
    assert await attempts(sandbox) == 0


async def test_a_login_without_private_answers_and_a_missing_permission_are_named(
    connect: Connect, parts: Parts, sandbox: Sandbox, write: Write
) -> None:
    unified = await connect("nora", "unified")
    _, comment_id = await known_comment(parts, sandbox, unified)
    declined = await connect("leo", decline=("instagram_manage_messages",))
    value = {"id": "17900000000000077", "text": "Hi", "from": {"id": "9", "username": "fan"}}
    value["media"] = {"id": "17890000000000021"}
    await hear(parts, told(declined.ig_id, "comments", value, 1790000000))

    with pytest.raises(NotOffered, match="private answers"):
        await write(unified, comment_id)
    with pytest.raises(ScopeMissing, match="instagram_manage_messages"):
        await write(declined, "17900000000000077")


@pytest.mark.parametrize("text", ["", " ", "é" * 501, "\x00"])
def test_a_text_that_no_message_can_have_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="text"):
        PrivateText(text=text)
