"""Many uploads at one replica: slow ones do not keep others out."""

import asyncio
from collections.abc import AsyncIterator

from .support import Connect, Sandbox
from .tus import CONTENT, Begin, publish_of

SLOW_UPLOADS = 4  # the replica's memory holds three chunks


async def test_slow_uploads_of_one_user_do_not_keep_another_user_out(
    begin: Begin, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect("mara")
    slow = [await begin(account) for _ in range(SLOW_UPLOADS)]
    fast = await begin(await connect("theo"))
    go_on, begun = asyncio.Event(), asyncio.Semaphore(0)

    async def half_a_chunk() -> AsyncIterator[bytes]:
        yield CONTENT[:5_000_000]
        begun.release()
        await go_on.wait()

    sending = [asyncio.create_task(upload.patch(half_a_chunk(), 0)) for upload in slow]
    async with asyncio.timeout(30):
        for _ in range(3):
            await begun.acquire()

        await fast.finish()

    go_on.set()
    for answer in await asyncio.gather(*sending):
        answer.release()
    assert (await publish_of(sandbox, fast))["uploaded_bytes"] == len(CONTENT)
