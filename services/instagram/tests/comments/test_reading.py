"""Comments that webhooks did not bring are read; those that are listed no more are looked at."""

import pytest

from contracts.instagram.commands import AdvanceComment, ReadComments, ReconcileMedia
from contracts.instagram.comments import CommentDeleted, CommentHidden, CommentReceived
from instagram.parts import Parts

from ..support import EVERY_VERSION, Connect, Connected, Sandbox, bodies
from ..working import Rooms, due_now, execute, keep_comment, post_in_app, say


async def read_again(parts: Parts, work: Rooms, account: Connected) -> None:
    """Let the media list be read, and then what it leads to."""
    await execute(parts, "UPDATE account_work SET done_at = NULL")
    await execute(parts, "UPDATE comments SET said_at = said_at - interval '5 minutes'")
    await work.obey(ReconcileMedia(account_id=account.account_id))
    await due_now(parts, "media", "comments_due_at")
    await work.round()
    await work.obey_all(ReadComments)
    await work.round()
    await work.obey_all(AdvanceComment)


@EVERY_VERSION
async def test_every_comment_of_a_medium_is_read_with_the_answers_to_it(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id = await post_in_app(sandbox)
    names = [await say(sandbox, media_id, f"Nice {number}") for number in range(60)]
    names.append(await say(sandbox, media_id, "Me too", parent_id=names[0]))

    await read_again(parts, work, connected)

    found = await bodies(parts, CommentReceived)
    assert sorted(event.comment_id for event in found) == sorted(names)
    [answer] = [event for event in found if event.text == "Me too"]
    assert (answer.parent_id, answer.media_id) == (names[0], media_id)
    assert all(event.author_name and event.created_at for event in found)
    assert await sandbox.calls("/{media}/comments", "GET") == 2


async def test_a_medium_whose_number_of_comments_is_the_same_is_not_read_again(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    await say(sandbox, await post_in_app(sandbox))
    await post_in_app(sandbox)

    for _ in range(2):
        await read_again(parts, work, connected)

    assert await sandbox.calls("/{media}/comments", "GET") == 1
    assert len(await bodies(parts, CommentReceived)) == 1


async def test_a_comment_that_is_listed_no_more_is_read_and_found_gone(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id = await post_in_app(sandbox)
    gone, kept = await say(sandbox, media_id, "Bad"), await say(sandbox, media_id, "Good")
    inner = await say(sandbox, media_id, "Worse", parent_id=gone)
    await read_again(parts, work, connected)
    await sandbox.control("DELETE", f"comments/{gone}")

    await read_again(parts, work, connected)

    deleted = await bodies(parts, CommentDeleted)
    assert {event.comment_id for event in deleted} == {gone, inner}
    assert not any(event.by_us for event in deleted)
    there = await execute(parts, "SELECT comment_id FROM comments WHERE deleted_at IS NULL")
    assert there == [(kept,)]


async def test_what_was_hidden_in_the_app_is_told(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id = await post_in_app(sandbox)
    comment_id = await say(sandbox, media_id)
    await read_again(parts, work, connected)
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE comments SET is_hidden = true")

    await say(sandbox, media_id, "Another")
    await read_again(parts, work, connected)

    [event] = await bodies(parts, CommentHidden)
    assert (event.comment_id, event.is_hidden) == (comment_id, False)


async def test_where_a_field_is_refused_comments_are_read_without_their_authors(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    await say(sandbox, await post_in_app(sandbox), "Nice")
    await sandbox.fault("/{media}/comments", "status", method="GET", status=400, code="100")

    await read_again(parts, work, connected)

    [event] = await bodies(parts, CommentReceived)
    assert (event.text, event.author_name) == ("Nice", "")


async def test_a_withheld_author_leaves_the_one_that_a_webhook_told(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id = await post_in_app(sandbox)
    comment_id = await say(sandbox, media_id)
    await keep_comment(parts, connected, media_id, comment_id)
    await sandbox.fault("/{media}/comments", "status", method="GET", status=400, code="100")

    await read_again(parts, work, connected)

    assert (await bodies(parts, CommentReceived))[-1].author_name == "sample_fan"


async def test_the_words_of_an_ended_accounts_comments_are_forgotten(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    await keep_comment(parts, connected, await post_in_app(sandbox), "179")
    await work.round()
    words = "SELECT text, author_id, author_name FROM comments"
    assert await execute(parts, words) == [("Nice shot", "990000000000001", "sample_fan")]
    await execute(parts, "UPDATE oauth_accounts SET status = 'DISCONNECTED'")

    await work.round()

    assert await execute(parts, words) == [("", "", "")]


@pytest.mark.parametrize("login", ["facebook", "instagram"])
async def test_without_the_permission_no_comment_is_read(
    connect: Connect, parts: Parts, sandbox: Sandbox, work: Rooms, login: str
) -> None:
    names = {
        "facebook": ("nora", "instagram_manage_comments"),
        "instagram": ("harbour.bakery", "instagram_business_manage_comments"),
    }
    user, scope = names[login]
    account = await connect(user, login, decline=(scope,))
    await say(sandbox, await post_in_app(sandbox))

    await read_again(parts, work, account)

    assert await sandbox.calls("/{media}/comments", "GET") == 0
