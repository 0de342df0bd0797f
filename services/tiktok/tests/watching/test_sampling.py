"""Samples: what is news, how often a video is asked about, and how it is told."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contracts.tiktok.commands import SampleMetrics
from contracts.tiktok.events import MetricsSampled
from tiktok.parts import Parts
from tiktok.platform import turns
from tiktok.posts.view import KnownVideo
from tiktok.watching.sample_rhythm import is_sample_due

from ..builders import Agents, public_post
from ..support import SCOPES, Connect, Sandbox, bodies

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
EVERY_TIME = turns(timedelta(microseconds=1), timedelta(microseconds=1))
QUERY = "/v2/video/query/"


async def test_numbers_that_have_not_changed_are_told_once(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    theo = await connect("theo", (*SCOPES, "video.list"))
    [video_id] = await sandbox.posted("theo", 1)
    post_id = await public_post(parts, theo, video_id)
    command = SampleMetrics(account_id=theo.account_id)

    for _ in range(2):
        await Agents(parts, EVERY_TIME).obey(command)
    [told] = await bodies(parts, MetricsSampled)
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE post_visibility SET last_totals = '{0,0,0,-1}'")
    await Agents(parts, EVERY_TIME).obey(command)

    assert await sandbox.calls(QUERY) == 3
    assert (told.post_id, told.platform_post_id, told.status) == (
        post_id,
        video_id,
        "PUBLISH_COMPLETE",
    )
    assert datetime.now(UTC) - told.observed_at < timedelta(minutes=1)
    assert len(await bodies(parts, MetricsSampled)) == 2


@pytest.mark.parametrize(
    ("age_days", "since_days", "is_due"),
    [
        (1, None, True),
        (900, None, True),
        (29, 0.1, True),
        (31, 1, False),
        (31, 6.6, True),
        (89, 5, False),
        (91, 8, False),
        (91, 29.6, True),
    ],
)
def test_a_video_is_sampled_every_turn_then_weekly_then_monthly(
    age_days: float, since_days: float | None, is_due: bool
) -> None:
    made = NOW - timedelta(days=age_days)
    sampled_at = None if since_days is None else NOW - timedelta(days=since_days)
    video = KnownVideo("7", UUID(int=1), True, made, made, sampled_at)

    assert is_sample_due(video, NOW) == is_due


async def test_an_old_video_whose_turn_has_not_come_makes_no_call(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    theo = await connect("theo", (*SCOPES, "video.list"))
    [video_id] = await sandbox.posted("theo", 1)
    await public_post(parts, theo, video_id)
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE posts SET created_at = now() - interval '40 days'")
        await connection.execute("UPDATE post_visibility SET sampled_at = now()")

    await Agents(parts, EVERY_TIME).obey(SampleMetrics(account_id=theo.account_id))

    assert await sandbox.calls(QUERY) == 0
