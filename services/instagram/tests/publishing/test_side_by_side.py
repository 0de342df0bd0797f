"""Several agents with one post: a step is taken by one of them, and no call is made twice."""

import asyncio
from datetime import timedelta

from instagram.parts import Parts
from instagram.posts.due import COMMANDED_AGAIN, DuePosts
from instagram.publishing.room import advancing

from ..support import Connect, Sandbox
from .posting import Poster

PUBLISH = "/{account}/media_publish"


async def test_two_agents_make_each_container_and_the_call_once(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account, other = await connect(), advancing(parts, poster.files)
    post_id = await poster.begin(account, await poster.carousel(account))

    while (wait := await poster.wait_of(post_id)) is not None:
        await poster.pass_time(wait.total_seconds())
        await asyncio.gather(poster.advancing.advance(post_id), other.advance(post_id))

    assert (await poster.view(post_id)).status == "PUBLISHED"
    assert await sandbox.calls("/{account}/media", "POST") == 4
    assert await sandbox.calls(PUBLISH) == 1


async def test_a_claim_that_ended_in_the_middle_of_a_step_leads_to_no_second_call(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account, other = await connect(), advancing(parts, poster.files)
    post_id = await poster.begin(account, await poster.picture(account))
    await poster.step(post_id)
    await poster.pass_time(2)
    await sandbox.fault(PUBLISH, "delay", delay_seconds=1)

    async def take_over() -> None:
        while await sandbox.calls(PUBLISH) == 0:
            await asyncio.sleep(0.01)
        await poster.pass_time(120)
        await other.advance(post_id)

    await asyncio.gather(poster.advancing.advance(post_id), take_over())
    post = await poster.finish(post_id)

    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    assert await sandbox.calls(PUBLISH) == 1


async def test_a_command_that_was_lost_is_written_again_while_nobody_takes_the_step(
    poster: Poster, connect: Connect, parts: Parts
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account))

    async def due() -> list[object]:
        async with parts.pool.connection() as connection:
            return [found[1] for found in await DuePosts(connection).take(10)]

    early = await due()
    await poster.pass_time(COMMANDED_AGAIN / timedelta(seconds=1) + 1)
    late, at_once_again = await due(), await due()

    assert (early, late, at_once_again) == ([], [post_id], [])


async def test_a_post_that_is_done_is_never_due(
    poster: Poster, connect: Connect, parts: Parts
) -> None:
    account = await connect()
    await poster.posted(account, await poster.picture(account))

    await poster.pass_time(10 * 86_400)

    async with parts.pool.connection() as connection:
        assert await DuePosts(connection).take(10) == []
