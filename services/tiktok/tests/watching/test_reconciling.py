"""An account's videos at TikTok, compared with ours, and their totals."""

import json
from datetime import timedelta
from typing import Any

import pytest

from accounts.turns import AccountTurns
from contracts.commands import ObserveProfile
from contracts.tiktok.commands import ReconcileVideos, SampleMetrics
from tiktok.parts import Parts
from tiktok.platform import RECONCILE, turns
from tiktok.posts.queries import PostQueries

from ..builders import Agents, Timers, public_post, stand
from ..support import SCOPES, Connect, ConnectAgain, Connected, Sandbox

WITH_LIST = (*SCOPES, "video.list")
SWIFT = turns(timedelta(microseconds=1), timedelta(microseconds=1))
ABSENT = "7000000000000000001"


@pytest.fixture
async def theo(connect: Connect) -> Connected:
    """A public account that lets Postlog see its videos."""
    return await connect("theo", WITH_LIST)


async def told(parts: Parts) -> list[tuple[str, dict[str, Any]]]:
    """Give the events after the account's own, with their bodies."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT headers, convert_from(value, 'UTF8') FROM outbox ORDER BY id"
        )
        rows = [(dict(row[0]), json.loads(row[1])) for row in await cursor.fetchall()]
    return [(headers["ce_type"].split(".")[1], body) for headers, body in rows][1:]


async def kinds(parts: Parts) -> list[str]:
    """Give the types of those events."""
    return [kind for kind, _ in await told(parts)]


async def test_a_reconnected_account_with_a_lost_init_is_reconciled_soon(
    connect: Connect, connect_again: ConnectAgain, parts: Parts
) -> None:
    mara = await connect("mara", WITH_LIST)
    await parts.publishing.start(mara.user_id, mara.fetched(), None)
    await stand(parts, "INIT_OUTCOME_UNKNOWN")
    async with parts.pool.connection() as connection:
        await AccountTurns(connection, turns()).done(mara.account_id, RECONCILE)

    await connect_again(mara)

    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT next_due_at - done_at FROM account_work WHERE kind = %s", (RECONCILE,)
        )
        assert await cursor.fetchone() == (timedelta(minutes=10),)


async def test_every_public_post_is_sampled_in_calls_of_twenty(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    ids = await sandbox.posted("theo", 21)
    for video_id in [*ids, ABSENT]:
        await public_post(parts, theo, video_id)

    command = SampleMetrics(account_id=theo.account_id)
    await Agents(parts).obey(command)
    await Agents(parts).obey(command)

    assert await sandbox.calls("/v2/video/query/") == 2
    sampled = [body for kind, body in await told(parts) if kind == "MetricsSampled"]
    assert sorted(body["platform_post_id"] for body in sampled) == sorted(ids)
    assert {type(body["view_count"]) for body in sampled} == {int}


async def test_a_video_that_is_not_ours_is_told_once(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    ids = await sandbox.posted("theo", 2, spacing_seconds=3600)
    await public_post(parts, theo, ids[0])

    for _ in range(2):
        await Agents(parts, SWIFT).obey(ReconcileVideos(account_id=theo.account_id))

    found = [body for kind, body in await told(parts) if kind == "ForeignVideoFound"]
    assert [body["platform_post_id"] for body in found] == [ids[1]]
    assert await kinds(parts) == ["ForeignVideoFound"]


async def test_a_public_post_that_is_not_listed_has_drifted_and_is_public_no_more(
    theo: Connected, parts: Parts
) -> None:
    await public_post(parts, theo, ABSENT)

    for _ in range(2):
        await Agents(parts, SWIFT).obey(ReconcileVideos(account_id=theo.account_id))

    assert await kinds(parts) == ["PostDrifted", "PostNoLongerPublic"]
    assert dict(await told(parts))["PostDrifted"]["kind"] == "missing"
    assert dict(await told(parts))["PostNoLongerPublic"]["by"] == "video_list"


async def test_a_listed_post_that_was_not_public_for_us_has_drifted_and_is_public_again(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    (video_id,) = await sandbox.posted("theo", 1)
    await public_post(parts, theo, video_id, is_public=False)

    await Agents(parts).obey(ReconcileVideos(account_id=theo.account_id))

    assert await kinds(parts) == ["PostDrifted", "PostBecamePublic"]
    assert dict(await told(parts))["PostDrifted"]["kind"] == "unexpected"


async def test_what_a_cut_walk_has_not_reached_is_not_missing(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    await sandbox.posted("theo", 201, spacing_seconds=60)
    await public_post(parts, theo, ABSENT)

    await Agents(parts).obey(ReconcileVideos(account_id=theo.account_id))

    assert await sandbox.calls("/v2/video/list/") == 11
    assert "PostDrifted" not in await kinds(parts)


async def foreign(parts: Parts) -> list[str]:
    """Give the videos that were told of as not ours, in that order."""
    events = await told(parts)
    return [body["platform_post_id"] for kind, body in events if kind == "ForeignVideoFound"]


async def test_an_account_without_a_post_of_ours_gets_all_its_videos_bit_by_bit(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    ids = await sandbox.posted("theo", 250, spacing_seconds=60)
    agents = Agents(parts, SWIFT)

    await agents.obey(ReconcileVideos(account_id=theo.account_id))
    first, calls = await foreign(parts), await sandbox.calls("/v2/video/list/")
    await agents.obey(ReconcileVideos(account_id=theo.account_id))

    assert (len(first), calls) == (220, 11)
    assert sorted(await foreign(parts)) == sorted(ids)
    assert await sandbox.calls("/v2/video/list/") == 11 + 1 + 2


async def test_a_list_that_is_not_read_to_its_end_is_read_on_soon(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    await sandbox.posted("theo", 250, spacing_seconds=60)

    await Agents(parts).obey(ReconcileVideos(account_id=theo.account_id))

    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT next_due_at - done_at FROM account_work WHERE kind = %s", (RECONCILE,)
        )
        assert await cursor.fetchone() == (timedelta(minutes=10),)


async def test_more_new_videos_than_a_page_holds_are_all_found_and_the_known_not_read_again(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    old = await sandbox.posted("theo", 45, spacing_seconds=86400)
    agents = Agents(parts, SWIFT)
    await agents.obey(ReconcileVideos(account_id=theo.account_id))
    await agents.obey(ReconcileVideos(account_id=theo.account_id))
    before = await sandbox.calls("/v2/video/list/")

    new = await sandbox.posted("theo", 25, spacing_seconds=60)
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE video_walks SET until = now() - interval '1 hour'")
    await agents.obey(ReconcileVideos(account_id=theo.account_id))

    assert sorted(await foreign(parts)) == sorted([*old, *new])
    assert before == 3 + 1
    assert await sandbox.calls("/v2/video/list/") == before + 2


async def test_a_lost_init_is_found_in_the_video_list_by_its_caption(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    endpoint = "/v2/post/publish/video/init/"
    await sandbox.control("POST", "faults", {"endpoint": endpoint, "kind": "reset_before"})
    wish = theo.fetched(privacy_level="PUBLIC_TO_EVERYONE", title="Harbour 1")
    post = await parts.publishing.start(theo.user_id, wish, None)
    (video_id,) = await sandbox.posted("theo", 1, title="Harbour", spacing_seconds=1)

    await Agents(parts).obey(ReconcileVideos(account_id=theo.account_id))

    view = await PostQueries(parts.pool).find(str(post.post_id), theo.user_id)
    assert view is not None
    assert (view.status, view.post_ids) == ("PUBLISH_COMPLETE", [video_id])
    assert (await kinds(parts))[-4:] == [
        "InitOutcomeUnknown",
        "InitAccepted",
        "PostPublished",
        "PostBecamePublic",
    ]


async def test_a_video_that_an_earlier_attempt_may_have_made_settles_no_other_post(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    fault = {"endpoint": "/v2/post/publish/video/init/", "kind": "reset_before"}
    wish = theo.fetched(privacy_level="PUBLIC_TO_EVERYONE", title="Harbour 1")
    await sandbox.control("POST", "faults", fault)
    first = await parts.publishing.start(theo.user_id, wish, None)
    await parts.retrying.retry(theo.user_id, str(first.post_id), None)
    await stand(parts, "FAILED")
    await sandbox.control("POST", "faults", fault)
    second = await parts.publishing.start(theo.user_id, wish, None)
    await sandbox.posted("theo", 1, title="Harbour", spacing_seconds=1)

    await Agents(parts).obey(ReconcileVideos(account_id=theo.account_id))

    view = await PostQueries(parts.pool).find(str(second.post_id), theo.user_id)
    assert view is not None
    assert view.status == "INIT_OUTCOME_UNKNOWN"


async def test_a_new_name_is_told_once_and_a_newly_signed_picture_is_none(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    agents, command = (
        Agents(parts, SWIFT),
        ObserveProfile(provider="tiktok", account_id=theo.account_id),
    )
    await agents.obey(command)
    await sandbox.control("PATCH", "users/theo", {"nickname": "Theo II"})

    for _ in range(2):
        await agents.obey(command)

    names = [body["display_name"] for kind, body in await told(parts) if kind == "ProfileObserved"]
    assert len(names) == 2  # the test's grant says another name than TikTok
    assert names[-1] == "Theo II"


async def test_an_account_without_a_name_is_asked_who_it_is_and_gets_its_user_name(
    connect: Connect, parts: Parts
) -> None:
    theo = await connect("theo", ("user.info.basic", "user.info.profile"), name="")

    await Timers(parts, 45).service.write_turns()
    [(kind, body)] = await told(parts)
    assert (kind, body["account_id"]) == ("ObserveProfile", str(theo.account_id))
    await Agents(parts).obey(ObserveProfile.model_validate(body))

    _, body = (await told(parts))[-1]
    assert (body["display_name"], body["username"]) == ("Theo Rides", "theo.sandbox")


async def test_without_the_permission_no_list_is_asked_for_even_by_an_old_command(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    mara = await connect("mara")  # has not allowed the list of its videos
    await public_post(parts, mara, ABSENT)

    for command in (SampleMetrics, ReconcileVideos):
        await Agents(parts).obey(command(account_id=mara.account_id))

    assert await sandbox.calls("/v2/video/list/") == 0
    assert await sandbox.calls("/v2/video/query/") == 0


async def test_the_timer_commands_each_turn_once_and_again_while_it_is_not_done(
    theo: Connected, parts: Parts, connect: Connect
) -> None:
    await connect("mara")  # has not allowed the list of its videos
    timers = Timers(parts, 45)
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE account_work SET next_due_at = now()")

    await timers.service.write_turns()
    await timers.service.write_turns()
    commands = [kind for kind in await kinds(parts) if kind in {"SampleMetrics", "ReconcileVideos"}]
    assert sorted(commands) == ["ReconcileVideos", "SampleMetrics"]
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE account_work SET next_due_at = now()")
    await timers.service.write_turns()

    assert (await kinds(parts)).count("SampleMetrics") == 2


async def test_a_lost_init_makes_the_video_list_due_before_its_turn(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    await Agents(parts).obey(ReconcileVideos(account_id=theo.account_id))
    endpoint = "/v2/post/publish/video/init/"
    await sandbox.control("POST", "faults", {"endpoint": endpoint, "kind": "reset_before"})
    await parts.publishing.start(theo.user_id, theo.fetched(title="Harbour"), None)
    await Timers(parts, 45).service.write_turns()
    assert "ReconcileVideos" not in await kinds(parts)
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE account_work SET next_due_at = next_due_at - interval '11 minutes'"
        )

    await Timers(parts, 45).service.write_turns()

    assert (await kinds(parts))[-1] == "ReconcileVideos"
