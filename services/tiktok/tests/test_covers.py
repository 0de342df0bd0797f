"""The cover of a public video, as its owner's page loads it."""

import asyncio
from uuid import uuid4

import pytest
from aiohttp import ClientSession

from tiktok.parts import Parts

from .support import SCOPES, Connect, Connected, Sandbox
from .tus import Serve

QUERY = "/v2/video/query/"


async def load(url: str, account: Connected, video_id: str, user_id: object) -> tuple[int, str]:
    """Load a cover as this user's page does."""
    address = f"{url}/api/tiktok/accounts/{account.account_id}/videos/{video_id}/cover"
    async with (
        ClientSession() as session,
        session.get(address, headers={"X-User": str(user_id)}) as answer,
    ):
        return answer.status, answer.headers.get("Cache-Control", "")


async def test_covers_that_are_wanted_together_are_asked_for_in_one_call(
    parts: Parts, sandbox: Sandbox, connect: Connect, serve: Serve
) -> None:
    theo = await connect("theo", scopes=(*SCOPES, "video.list"))
    videos = await sandbox.posted("theo", 3)
    url = await serve()

    answers = await asyncio.gather(*(load(url, theo, one, theo.user_id) for one in videos * 2))

    assert set(answers) == {(200, "private, max-age=86400")}
    assert 1 <= await sandbox.calls(QUERY) < len(answers)


async def test_more_covers_than_a_call_may_ask_for_take_two(
    parts: Parts, sandbox: Sandbox, connect: Connect, serve: Serve
) -> None:
    theo = await connect("theo", scopes=(*SCOPES, "video.list"))
    videos = await sandbox.posted("theo", 23)
    url = await serve()

    answers = await asyncio.gather(*(load(url, theo, one, theo.user_id) for one in videos))

    assert [status for status, _ in answers] == [200] * 23
    assert await sandbox.calls(QUERY) >= 2


@pytest.mark.parametrize("video_id", ["7000000000000000001", "no-id", "0"])
async def test_there_is_none_of_a_video_that_is_not_the_accounts(
    video_id: str, connect: Connect, serve: Serve
) -> None:
    theo = await connect("theo", scopes=(*SCOPES, "video.list"))

    status, _ = await load(await serve(), theo, video_id, theo.user_id)

    assert status == 404


async def test_there_is_none_for_others_nor_without_the_permission(
    sandbox: Sandbox, connect: Connect, serve: Serve
) -> None:
    theo = await connect("theo", scopes=(*SCOPES, "video.list"))
    mara = await connect("mara")
    [of_theo], [of_mara] = await sandbox.posted("theo", 1), await sandbox.posted("mara", 1)
    url = await serve()

    assert (await load(url, theo, of_theo, uuid4()))[0] == 404
    assert (await load(url, mara, of_mara, mara.user_id))[0] == 404
    assert (await load(url, theo, of_theo, theo.user_id))[0] == 200
