"""`kill -9` at every named point between a container and its post: one medium, the right end."""

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import pytest

from instagram.parts import Parts
from instagram.posts.retries import retry_of
from instagram.publishing.assets import UploadedAssets
from instagram.publishing.room import advancing

from ..assets.videos import film
from ..support import Connect, Sandbox
from .posting import Poster
from .uploading import uploaded

MEDIA, PUBLISH = "/{account}/media", "/{account}/media_publish"
PROGRAM = Path(__file__).with_name("dying.py")
DAY = 86_400
Die = Callable[[UUID, str], Awaitable[None]]


@pytest.fixture
def die_at(instagram_schema: str, sandbox: Sandbox, tmp_path: Path) -> Die:
    """Let an agent of its own take a post on until it dies at a point."""

    async def died(post_id: UUID, point: str) -> None:
        armed = tmp_path / "fault-point"
        armed.write_text(point)
        given = {
            "database_url": instagram_schema,
            "app": asdict(sandbox.apps["facebook"]),
            "keyring": str(tmp_path / "tokens.json"),
            "fault_point_file": str(armed),
            "post_id": str(post_id),
            "media": str(tmp_path / "media"),
            "delivery": "resumable",
        }
        for _ in range(5):  # a picture is asked about a second after its container was made
            program = await asyncio.create_subprocess_exec(
                sys.executable, PROGRAM, json.dumps(given), stdout=asyncio.subprocess.DEVNULL
            )
            if await program.wait() == -signal.SIGKILL:
                assert not armed.exists()
                return
        raise AssertionError(f"{point} was never reached")

    return died


async def test_a_process_that_dies_with_a_containers_id_costs_that_container(
    poster: Poster, connect: Connect, sandbox: Sandbox, die_at: Die
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account))

    await die_at(post_id, "container-answered")
    post = await poster.finish(post_id)

    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    assert await sandbox.calls(MEDIA, "POST") == 2


async def test_a_process_that_dies_with_the_answer_of_the_call_leaves_one_post_that_is_found(
    poster: Poster, connect: Connect, sandbox: Sandbox, die_at: Die
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account))

    await die_at(post_id, "publish-answered")
    post = await poster.finish(post_id)

    [medium] = await poster.published()
    assert (post.status, post.media_id) == ("PUBLISHED", medium["id"])
    assert await sandbox.calls(PUBLISH) == 1


async def test_a_process_that_dies_before_the_call_leaves_a_doubt_and_no_second_call(
    poster: Poster, connect: Connect, sandbox: Sandbox, die_at: Die
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account))

    await die_at(post_id, "publish-intended")
    doubted = await poster.until(post_id, "PUBLISH_OUTCOME_UNKNOWN")
    ended = await poster.step(post_id, DAY)
    await poster.retrying.retry(account.user_id, str(post_id), None)
    post = await poster.finish(post_id)

    assert [retry_of(one) for one in (doubted, ended)] == ["may_post_twice", "safe"]
    assert (post.status, post.attempt, len(await poster.published())) == ("PUBLISHED", 2, 1)
    assert await sandbox.calls(PUBLISH) == 1


@pytest.mark.parametrize("point", ["container-answered", "bytes-answered"])
async def test_a_process_that_dies_while_a_video_is_sent_leaves_one_post(
    point: str, parts: Parts, poster: Poster, connect: Connect, die_at: Die, tmp_path: Path
) -> None:
    account, sandbox = await connect(), poster.sandbox
    poster.advancing = advancing(parts, UploadedAssets(parts.media.assets), "resumable")
    asset_id = await uploaded(parts, tmp_path / "media", account.user_id, film())
    poster.files.keep(asset_id, "", is_video=True)
    request = await poster.picture(account, kind="REELS", media=[{"asset_id": asset_id}])
    post_id = await poster.begin(account, request)

    await die_at(post_id, point)
    post = await poster.finish(post_id)

    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    assert await sandbox.calls(r"/ig-api-upload/v[0-9.]+/{container}") == 1
    assert await sandbox.calls(MEDIA, "POST") == (2 if point == "container-answered" else 1)
