"""An answer is sent once, whatever becomes of the call: a lost one is looked for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.calls.rate_windows import RateWindows
from common.faults import FaultPoints
from contracts.instagram.commands import AdvanceComment, AdvanceReply
from contracts.instagram.comments import (
    CommentDeleted,
    CommentReceived,
    ReplyAttempted,
    ReplyFailed,
    ReplyOutcomeGivenUp,
    ReplyOutcomeUnknown,
    ReplyPosted,
    ReplyRequested,
)
from instagram.comments.asking import MentionReply, Replying, ReplyText
from instagram.parts import Parts
from instagram.platform import LIMITS

from ..hearing import hear, told
from ..support import EVERY_VERSION, Connected, Sandbox, bodies
from ..working import Rooms, due_now, execute, known_comment, say, status_of

REPLIES = "/{comment}/replies"


class Killed(Exception):
    """Stands for `kill -9` at a fault point."""


class Deadly(FaultPoints):
    """Ends the work at one point."""

    def __init__(self, point: str) -> None:
        self._point = point

    def reach(self, point: str) -> None:
        """Die here if this is the point."""
        if point == self._point:
            raise Killed


async def answered(
    parts: Parts, account: Connected, comment_id: str, text: str = "Thanks!"
) -> UUID:
    """Ask for an answer."""
    replying = Replying(parts.pool, parts.outbox)
    reply = await replying.reply(account.user_id, comment_id, ReplyText(text=text), None)
    return reply.reply_id


async def later(parts: Parts, work: Rooms, **age: float) -> None:
    """Let so much time pass for every answer, then do what is due."""
    await execute(
        parts,
        "UPDATE replies SET attempted_at = attempted_at - %s, next_due_at = now()"
        " WHERE next_due_at IS NOT NULL",
        timedelta(**age),
    )
    await work.round()
    await work.obey_all(AdvanceReply)


async def at_instagram(sandbox: Sandbox, text: str = "Thanks!") -> int:
    """Count the answers of these words that stand at Instagram."""
    state = await sandbox.control("GET", "state")
    return sum(one["text"] == text for one in state["comments"])


@EVERY_VERSION
async def test_an_answer_is_posted_once_and_known_as_our_own_comment(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id, comment_id = await known_comment(parts, sandbox, connected)

    reply_id = await answered(parts, connected, comment_id)
    await work.obey_all(AdvanceReply)
    await work.obey(AdvanceReply(account_id=connected.account_id, reply_id=reply_id))

    assert await at_instagram(sandbox) == 1
    assert await status_of(parts, reply_id) == "POSTED"
    [posted] = await bodies(parts, ReplyPosted)
    assert posted.found_by == "answer"
    own = (await bodies(parts, CommentReceived))[-1]
    assert (own.comment_id, own.is_ours) == (posted.platform_comment_id, True)
    assert (own.media_id, own.parent_id, own.by) == (media_id, comment_id, "reply")
    kinds = (ReplyRequested, ReplyAttempted, ReplyPosted)
    assert [len(await bodies(parts, kind)) for kind in kinds] == [1, 1, 1]


async def test_the_echo_of_our_answer_is_no_news(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id, comment_id = await known_comment(parts, sandbox, connected)
    await answered(parts, connected, comment_id)
    await work.obey_all(AdvanceReply)
    own = (await bodies(parts, CommentReceived))[-1]
    echo = {
        "id": own.comment_id,
        "text": "Thanks!",
        "from": {"id": connected.ig_id, "username": "harbour.bakery"},
        "media": {"id": media_id},
        "parent_id": comment_id,
    }

    await hear(parts, told(connected.ig_id, "comments", echo, int(own.observed_at.timestamp())))

    assert (await bodies(parts, CommentReceived))[-1] == own


async def test_an_answer_to_an_answer_stands_below_the_first_comment(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id, comment_id = await known_comment(parts, sandbox, connected)
    inner = await say(sandbox, media_id, "Me too", parent_id=comment_id)
    value = {"id": inner, "text": "Me too", "media": {"id": media_id}, "parent_id": comment_id}
    value["from"] = {"id": "99", "username": "fan"}
    await hear(parts, told(connected.ig_id, "comments", value, 1790000000))

    await sandbox.fault(REPLIES, "reset_after", method="POST")
    reply_id = await answered(parts, connected, inner)
    await work.obey_all(AdvanceReply)
    await later(parts, work, seconds=1)

    assert await status_of(parts, reply_id) == "POSTED"
    assert (await bodies(parts, CommentReceived))[-1].parent_id == comment_id


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset_after"},
        {"kind": "store_then_502"},
        {"kind": "error_after", "status": 400, "code": "20/1772107"},
        {"kind": "error_after", "status": 400, "code": "4/2207051"},
        {"kind": "error_after", "status": 500, "code": "2"},
    ],
    ids=["reset", "502", "answer's form refused", "taken for spam", "service down"],
)
async def test_an_answer_whose_answer_is_lost_is_found_and_not_sent_again(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, fault: dict[str, Any]
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.fault(REPLIES, method="POST", **fault)

    reply_id = await answered(parts, connected, comment_id)
    await work.obey_all(AdvanceReply)
    assert await status_of(parts, reply_id) == "OUTCOME_UNKNOWN"
    await later(parts, work, seconds=1)

    assert await at_instagram(sandbox) == 1
    assert await status_of(parts, reply_id) == "POSTED"
    assert (await bodies(parts, ReplyPosted))[0].found_by == "reply_list"
    assert await sandbox.calls(REPLIES, "POST") == 1


async def test_the_webhook_of_our_own_comment_lets_a_lost_answer_be_looked_for_at_once(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.fault(REPLIES, "reset_after", method="POST")
    reply_id = await answered(parts, connected, comment_id)
    await work.obey_all(AdvanceReply)
    echo = {"id": "179", "text": "Thanks!", "parent_id": comment_id, "media": {"id": media_id}}
    echo["from"] = {"id": connected.ig_id, "username": "harbour.bakery"}

    await hear(parts, told(connected.ig_id, "comments", echo, 1790000000))
    await work.round()
    await work.obey_all(AdvanceReply)

    assert await status_of(parts, reply_id) == "POSTED"


async def test_an_answer_that_never_arrived_is_looked_for_and_given_up_after_three_days(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.fault(REPLIES, "reset_before", method="POST")
    reply_id = await answered(parts, connected, comment_id)
    await work.obey_all(AdvanceReply)

    await later(parts, work, hours=71)
    assert await status_of(parts, reply_id) == "OUTCOME_UNKNOWN"
    await later(parts, work, hours=2)

    assert await status_of(parts, reply_id) == "UNKNOWN"
    assert len(await bodies(parts, ReplyOutcomeGivenUp)) == 1
    assert await at_instagram(sandbox) == 0


async def test_another_of_the_same_words_from_the_app_is_not_taken_for_a_lost_answer_twice(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.fault(REPLIES, "reset_after", method="POST")
    reply_id = await answered(parts, connected, comment_id)
    await work.obey_all(AdvanceReply)
    await say(sandbox, media_id, "Thanks!", author="harbour.bakery", parent_id=comment_id)

    await later(parts, work, seconds=1)

    assert await status_of(parts, reply_id) == "OUTCOME_UNKNOWN"


@pytest.mark.parametrize(
    ("point", "posted", "status"),
    [
        ("reply-intended", 0, "OUTCOME_UNKNOWN"),
        ("reply-answered", 1, "POSTED"),
    ],
)
async def test_a_process_that_dies_between_intent_call_and_outcome_posts_no_second_answer(
    connected: Connected,
    parts: Parts,
    sandbox: Sandbox,
    settings: Any,
    work: Rooms,
    point: str,
    posted: int,
    status: str,
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    reply_id = await answered(parts, connected, comment_id)
    dying = Rooms(replace(parts, faults=Deadly(point)), settings)
    with pytest.raises(Killed):
        await dying.obey_all(AdvanceReply)

    await later(parts, work, seconds=30)
    assert await status_of(parts, reply_id) == "ATTEMPTED"
    await later(parts, work, seconds=90)
    await later(parts, work, seconds=1)

    assert await at_instagram(sandbox) == posted
    assert await status_of(parts, reply_id) == status
    assert len(await bodies(parts, ReplyOutcomeUnknown)) == 1


async def test_a_wish_whose_command_is_lost_is_sent_by_the_timer(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    reply_id = await answered(parts, connected, comment_id)
    await execute(parts, "DELETE FROM outbox WHERE topic = 'instagram.commands.v1'")
    await due_now(parts, "replies")

    await work.round()
    await work.obey_all(AdvanceReply)

    assert await status_of(parts, reply_id) == "POSTED"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "status", "status": 400, "code": "100"}, "100"),
        ({"kind": "status", "status": 403, "code": "200"}, "200"),
        ({"kind": "status", "status": 400, "code": "80002"}, "80002"),
    ],
    ids=["refused", "permission missing", "limit reached"],
)
async def test_a_refused_answer_has_failed_with_a_reason(
    connected: Connected,
    parts: Parts,
    sandbox: Sandbox,
    work: Rooms,
    fault: dict[str, Any],
    code: str,
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.fault(REPLIES, method="POST", **fault)

    reply_id = await answered(parts, connected, comment_id)
    await work.obey_all(AdvanceReply)

    assert await status_of(parts, reply_id) == "FAILED"
    [failed] = await bodies(parts, ReplyFailed)
    assert failed.code == code
    assert failed.message


async def test_an_answer_waits_while_the_window_is_full(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    reply_id = await answered(parts, connected, comment_id)
    async with parts.pool.connection() as connection:
        windows = RateWindows(connection, LIMITS)
        for _ in range(LIMITS.windows["reply"].most):
            await windows.count(connected.account_id, "reply", str(uuid4()))

    await work.obey_all(AdvanceReply)
    assert await status_of(parts, reply_id) == "REQUESTED"
    await execute(parts, "DELETE FROM request_log")
    await later(parts, work)

    assert await status_of(parts, reply_id) == "POSTED"


async def test_an_answer_that_could_not_be_sent_for_a_day_is_not_sent_any_more(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    reply_id = await answered(parts, connected, comment_id)
    await execute(parts, "UPDATE replies SET created_at = now() - interval '25 hours'")

    await work.obey_all(AdvanceReply)

    assert await status_of(parts, reply_id) == "FAILED"
    assert (await bodies(parts, ReplyFailed))[0].code == "not-sent"
    assert await at_instagram(sandbox) == 0


async def test_an_account_that_has_ended_meanwhile_fails_the_answer(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    reply_id = await answered(parts, connected, comment_id)
    await execute(parts, "UPDATE oauth_accounts SET status = 'REAUTHORIZATION_REQUIRED'")

    await work.obey_all(AdvanceReply)

    assert await status_of(parts, reply_id) == "FAILED"
    assert (await bodies(parts, ReplyFailed))[0].code == "account-not-usable"
    assert await sandbox.calls(REPLIES, "POST") == 0


@EVERY_VERSION
@pytest.mark.parametrize("in_comment", [True, False])
async def test_a_mention_is_answered(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, in_comment: bool
) -> None:
    asked = await mentioned(connected, parts, sandbox, in_comment=in_comment)
    reply = await Replying(parts.pool, parts.outbox).reply_to_mention(
        connected.user_id, asked, None
    )

    await work.obey_all(AdvanceReply)

    assert await status_of(parts, reply.reply_id) == "POSTED"
    assert await at_instagram(sandbox, "Thank you") == 1


async def test_a_lost_answer_to_a_mention_cannot_be_looked_for_and_says_so_at_once(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    asked = await mentioned(connected, parts, sandbox, in_comment=True)
    await sandbox.fault("/{account}/mentions", "reset_after")
    reply = await Replying(parts.pool, parts.outbox).reply_to_mention(
        connected.user_id, asked, None
    )

    await work.obey_all(AdvanceReply)

    assert await status_of(parts, reply.reply_id) == "UNKNOWN"
    assert len(await bodies(parts, ReplyOutcomeUnknown)) == 1
    assert await at_instagram(sandbox, "Thank you") == 1


async def mentioned(
    account: Connected, parts: Parts, sandbox: Sandbox, *, in_comment: bool
) -> MentionReply:
    """A mention that the service knows, and an answer to it."""
    wish = {"text": "with @harbour.bakery", "in_comment": in_comment}
    made = await sandbox.control("POST", "accounts/harbour.bakery/mention", wish)
    value = {"media_id": made["media_id"]}
    value |= {"comment_id": made["comment_id"]} if in_comment else {}
    await hear(parts, told(account.ig_id, "mentions", value, 1790000000))
    return MentionReply(
        account_id=account.account_id,
        media_id=made["media_id"],
        comment_id=made["comment_id"] or None,
        text="Thank you",
    )


async def test_a_comment_that_an_answer_does_not_find_any_more_is_known_as_deleted(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.control("DELETE", f"comments/{comment_id}")

    reply_id = await answered(parts, connected, comment_id)
    await work.obey_all(AdvanceReply)
    await work.round()
    await work.obey_all(AdvanceComment)

    assert await status_of(parts, reply_id) == "FAILED"
    [deleted] = await bodies(parts, CommentDeleted)
    assert (deleted.comment_id, deleted.by_us) == (comment_id, False)
