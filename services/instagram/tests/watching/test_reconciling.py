"""An account's media list: what is news is told once, what is listed no more is gone."""

from datetime import timedelta

import pytest

from contracts.instagram.commands import ObserveStories, ReconcileMedia
from contracts.instagram.comments import CommentReceived
from contracts.instagram.media import InsightsSampled, MediaGone, MediaObserved
from instagram.parts import Parts
from instagram.platform import RECONCILE
from instagram.watching import reconciling

from ..support import EVERY_VERSION, Connect, Connected, Sandbox, bodies
from ..working import Rooms, execute, post_in_app, say

MEDIA, STORIES = "/{account}/media", "/{account}/stories"


async def read(parts: Parts, work: Rooms, account: Connected) -> None:
    """Let the next turn come, and be done."""
    await execute(parts, "UPDATE account_work SET done_at = NULL")
    await work.obey(ReconcileMedia(account_id=account.account_id))


async def observe_stories(parts: Parts, work: Rooms, account: Connected) -> None:
    """Let the next hour come."""
    await execute(parts, "UPDATE account_work SET done_at = NULL")
    await work.obey(ObserveStories(account_id=account.account_id))


async def listed(parts: Parts) -> list[str]:
    """Give the media that were told of, in that order."""
    return [event.media_id for event in await bodies(parts, MediaObserved)]


async def pause_after(parts: Parts) -> object:
    """Tell how long after this turn the next one comes."""
    [(pause,)] = await execute(
        parts, "SELECT next_due_at - done_at FROM account_work WHERE kind = %s", RECONCILE
    )
    return pause


@EVERY_VERSION
async def test_a_medium_from_the_app_is_told_once_and_again_where_it_has_changed(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id = await post_in_app(sandbox, caption="Fresh bread")
    await sandbox.control("PATCH", f"posts/{media_id}", {"hides_likes": True})

    for _ in range(2):
        await read(parts, work, connected)
    await say(sandbox, media_id)
    await read(parts, work, connected)

    first, changed = await bodies(parts, MediaObserved)
    assert (first.media_id, first.caption, first.product_type) == (media_id, "Fresh bread", "FEED")
    assert (first.post_id, first.like_count, first.created_at is not None) == (None, None, True)
    assert (first.comments_count, changed.comments_count) == (0, 1)


async def test_a_medium_that_is_listed_no_more_is_gone_and_told_anew_if_it_comes_back(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    kept, gone = await post_in_app(sandbox), await post_in_app(sandbox)
    await read(parts, work, connected)
    await sandbox.control("DELETE", f"posts/{gone}")

    for _ in range(2):
        await read(parts, work, connected)

    assert [event.media_id for event in await bodies(parts, MediaGone)] == [gone]
    await execute(parts, "UPDATE media SET gone_at = now() WHERE media_id = %s", kept)
    before = (await listed(parts)).count(kept)
    await read(parts, work, connected)
    assert (await listed(parts)).count(kept) == before + 1


async def test_a_post_of_ours_is_told_with_its_id(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id = await post_in_app(sandbox)
    await read(parts, work, connected)
    await execute(
        parts,
        "INSERT INTO posts (post_id, account_id, user_id, status, kind, request, request_sha256,"
        " media_id) VALUES (gen_random_uuid(), %s, %s, 'PUBLISHED', 'IMAGE', '{}', '', %s)",
        connected.account_id,
        connected.user_id,
        media_id,
    )

    await read(parts, work, connected)

    foreign, ours = await bodies(parts, MediaObserved)
    assert foreign.post_id is None
    assert [(ours.post_id,)] == await execute(parts, "SELECT post_id FROM posts")


async def test_a_long_list_is_read_on_soon_and_nothing_of_it_is_gone_before_its_end(
    connected: Connected,
    parts: Parts,
    sandbox: Sandbox,
    work: Rooms,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reconciling, "MOST_PAGES", 1)
    names = [await post_in_app(sandbox) for _ in range(130)]
    await read(parts, work, connected)
    first, pause = len(await listed(parts)), await pause_after(parts)

    await read(parts, work, connected)

    assert (first, pause) == (100, timedelta(minutes=10))
    assert sorted(await listed(parts)) == sorted(names)
    assert await pause_after(parts) == timedelta(hours=24)
    assert await bodies(parts, MediaGone) == []


async def test_a_cursor_that_is_good_no_more_begins_the_list_anew(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    await post_in_app(sandbox)
    await execute(
        parts,
        "INSERT INTO media_walks (account_id, began_at, cursor) VALUES (%s, now(), 'old')",
        connected.account_id,
    )
    await sandbox.fault(MEDIA, "status", status=400, code="100")

    await read(parts, work, connected)
    await read(parts, work, connected)

    assert len(await listed(parts)) == 1


async def test_a_page_token_that_reads_nothing_for_days_does_not_empty_the_account(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    await post_in_app(sandbox)
    await read(parts, work, connected)
    await sandbox.switch(page_token_outage=True)

    await read(parts, work, connected)

    assert await bodies(parts, MediaGone) == []


@EVERY_VERSION
async def test_stories_are_a_list_of_their_own_with_numbers_while_they_last(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    story, post = await post_in_app(sandbox, product="STORY"), await post_in_app(sandbox)
    await read(parts, work, connected)
    await observe_stories(parts, work, connected)

    assert await listed(parts) == [post, story]
    [sample] = await bodies(parts, InsightsSampled)
    assert (sample.media_id, sample.product_type) == (story, "STORY")
    assert {"views", "reach", "replies", "navigation"} <= set(sample.metrics)

    await sandbox.control("DELETE", f"posts/{story}")
    await read(parts, work, connected)
    assert await bodies(parts, MediaGone) == []
    await observe_stories(parts, work, connected)
    assert [event.media_id for event in await bodies(parts, MediaGone)] == [story]


async def test_a_story_that_fewer_than_five_have_seen_has_no_numbers_yet(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    story = await post_in_app(sandbox, product="STORY")
    await sandbox.control("PATCH", f"posts/{story}", {"viewers": 4})

    await observe_stories(parts, work, connected)
    assert await bodies(parts, InsightsSampled) == []
    await sandbox.control("PATCH", f"posts/{story}", {"viewers": 5})
    await observe_stories(parts, work, connected)

    assert len(await bodies(parts, InsightsSampled)) == 1


async def test_without_the_permission_for_numbers_stories_are_listed_all_the_same(
    connect: Connect, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    account = await connect("nora", decline=("instagram_manage_insights",))
    await post_in_app(sandbox, product="STORY")

    await observe_stories(parts, work, account)

    assert len(await bodies(parts, MediaObserved)) == 1
    assert await sandbox.calls("/{media}/insights") == 0


async def test_an_account_of_instagram_login_is_listed_and_its_comments_are_read(
    connect: Connect, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    account = await connect("harbour.bakery", "instagram")
    await say(sandbox, await post_in_app(sandbox))

    await read(parts, work, account)
    await work.round()

    assert len(await bodies(parts, MediaObserved)) == 1
    assert await bodies(parts, CommentReceived) == []


async def test_a_command_that_comes_twice_reads_the_list_once(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    for _ in range(2):
        await work.obey(ReconcileMedia(account_id=connected.account_id))
        await work.obey(ObserveStories(account_id=connected.account_id))

    assert (await sandbox.calls(MEDIA), await sandbox.calls(STORIES)) == (1, 1)


async def test_the_lists_of_a_new_account_are_read_soon_and_then_its_numbers(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    soon = "SELECT kind FROM account_work WHERE next_due_at <= now() ORDER BY kind"
    kinds = {kind for (kind,) in await execute(parts, soon)}
    assert {"reconcile", "stories"} <= kinds
    assert "sample" not in kinds
    await post_in_app(sandbox)

    await work.obey(ReconcileMedia(account_id=connected.account_id))

    kinds = {kind for (kind,) in await execute(parts, soon)}
    assert "sample" in kinds
    assert "reconcile" not in kinds
