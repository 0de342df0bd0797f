"""Comments are hidden, shown and deleted; what fails for now stays wanted."""

from dataclasses import replace
from typing import Any

import pytest

from common.errors import Conflict
from contracts.instagram.commands import AdvanceComment
from contracts.instagram.comments import CommentActionRefused, CommentDeleted, CommentHidden
from instagram.comments.comment import Comment, Wanted
from instagram.comments.moderating import Moderating
from instagram.comments.reading import CommentReading
from instagram.errors import Rejected
from instagram.parts import Parts

from ..hearing import comment, hear, told
from ..support import EVERY_VERSION, Connected, Sandbox, bodies
from ..working import Rooms, due_now, execute, known_comment
from .test_sending import Deadly, Killed


async def ask(parts: Parts, account: Connected, comment_id: str, wanted: Wanted) -> Comment:
    """Ask for it, as the API does."""
    reading = CommentReading(parts.pool, parts.outbox, parts.calls)
    moderating = Moderating(parts.pool, parts.outbox, parts.calls, reading, parts.faults)
    return await moderating.ask(account.user_id, comment_id, wanted)


async def at_instagram(sandbox: Sandbox, comment_id: str) -> dict[str, Any] | None:
    """Give the comment as it is at Instagram."""
    state = await sandbox.control("GET", "state")
    return next((one for one in state["comments"] if one["id"] == comment_id), None)


async def again(parts: Parts, work: Rooms) -> None:
    """Let what is due for comments be done."""
    await due_now(parts, "comments")
    await work.round()
    await work.obey_all(AdvanceComment)


@EVERY_VERSION
async def test_a_comment_is_hidden_and_shown_again_and_each_is_told_once(
    connected: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)

    hidden = await ask(parts, connected, comment_id, "hide")
    same = await ask(parts, connected, comment_id, "hide")
    at_that_time = await at_instagram(sandbox, comment_id)
    shown = await ask(parts, connected, comment_id, "show")

    assert (hidden.is_hidden, hidden.wanted, same.is_hidden, shown.is_hidden) == (
        True,
        None,
        True,
        False,
    )
    assert at_that_time
    assert at_that_time["is_hidden"]
    assert [event.is_hidden for event in await bodies(parts, CommentHidden)] == [True, False]
    assert await sandbox.calls("/{comment}", "POST") == 2


@EVERY_VERSION
async def test_a_deleted_comment_is_gone_here_and_there_and_so_are_its_words(
    connected: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)

    deleted = await ask(parts, connected, comment_id, "delete")
    await ask(parts, connected, comment_id, "delete")

    assert (deleted.deleted_at is not None, deleted.text, deleted.author_name) == (True, "", "")
    assert await at_instagram(sandbox, comment_id) is None
    assert [event.by_us for event in await bodies(parts, CommentDeleted)] == [True]


@pytest.mark.parametrize("kind", ["reset_after", "store_then_502", "reset_before"])
async def test_a_deletion_whose_answer_is_lost_is_settled_by_asking_again(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, kind: str
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.fault("/{comment}", kind, method="DELETE")

    waiting = await ask(parts, connected, comment_id, "delete")
    assert waiting.wanted == "delete"
    await again(parts, work)

    assert await at_instagram(sandbox, comment_id) is None
    assert [event.by_us for event in await bodies(parts, CommentDeleted)] == [True]


async def test_a_comment_that_its_author_has_deleted_meanwhile_counts_as_deleted(
    connected: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.control("DELETE", f"comments/{comment_id}")

    deleted = await ask(parts, connected, comment_id, "delete")

    assert deleted.deleted_at is not None


async def test_what_instagram_refuses_is_not_wanted_any_more_and_says_why(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.fault("/{comment}", "status", method="POST", status=400, code="100")

    with pytest.raises(Rejected):
        await ask(parts, connected, comment_id, "hide")
    await again(parts, work)

    [refused] = await bodies(parts, CommentActionRefused)
    assert (refused.action, refused.code) == ("hide", "100")
    assert await sandbox.calls("/{comment}", "POST") == 1


async def test_what_waits_for_the_accounts_access_is_still_wanted(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    await execute(
        parts,
        "UPDATE oauth_accounts SET expires_at = now() - interval '1 minute',"
        " issued_at = now() - interval '60 days'",
    )
    await sandbox.fault("/oauth/access_token", "status", status=503, count=20)

    asked = await ask(parts, connected, comment_id, "hide")

    assert asked.wanted == "hide"
    assert await execute(parts, "SELECT wanted FROM comments") == [("hide",)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE comments SET tries = 17", "given-up"),
        ("UPDATE oauth_accounts SET status = 'DISCONNECTED'", "account-not-usable"),
    ],
)
async def test_what_can_be_asked_for_no_more_is_given_up_and_told(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, change: str, code: str
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.fault("/{comment}", "reset_before", method="DELETE")
    await ask(parts, connected, comment_id, "delete")
    await execute(parts, change)

    await again(parts, work)

    assert [event.code for event in await bodies(parts, CommentActionRefused)] == [code]
    assert await execute(parts, "SELECT wanted, next_due_at FROM comments") == [(None, None)]


@pytest.mark.parametrize("point", ["moderation-intended", "moderation-answered"])
@pytest.mark.parametrize("wanted", ["hide", "delete"])
async def test_a_process_that_dies_leaves_the_wish_to_be_carried_out(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, point: str, wanted: Wanted
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    with pytest.raises(Killed):
        await ask(replace(parts, faults=Deadly(point)), connected, comment_id, wanted)

    await again(parts, work)
    await again(parts, work)

    told_events = await bodies(parts, CommentHidden if wanted == "hide" else CommentDeleted)
    assert len(told_events) == 1
    assert await execute(parts, "SELECT wanted, next_due_at FROM comments") == [(None, None)]


async def test_the_accounts_own_comment_is_not_hidden(
    connected: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    own = comment() | {"from": {"id": connected.ig_id}}
    await hear(parts, told(connected.ig_id, "comments", own, 1790000000))

    with pytest.raises(Conflict, match="itself"):
        await ask(parts, connected, own["id"], "hide")

    assert await sandbox.calls("/{comment}", "POST") == 0
