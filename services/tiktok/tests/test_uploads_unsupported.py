"""A file that TikTok would refuse at its end is refused before its first byte is sent."""

from hashlib import sha256

import pytest

from common.tus.errors import WriterReplaced
from common.tus.sink import Piece
from tiktok.parts import Parts
from tiktok.posts.queries import PostQueries

from .support import Events, Sandbox
from .tus import CHUNK, CONTENT, SIZE, Begin, kind_of, publish_of

AVI = (b"RIFF" + (SIZE - 8).to_bytes(4, "little") + b"AVI LIST" + CONTENT)[:SIZE]


async def test_an_avi_file_fails_before_tiktok_gets_a_byte_and_says_what_to_do(
    begin: Begin, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    upload = await begin()

    async with await upload.patch(AVI, 0) as answer:
        assert (answer.status, await kind_of(answer)) == (415, "unsupported-video")
        assert "an AVI file" in await answer.text()

    view = await PostQueries(parts.pool).find(str(upload.post.post_id), upload.account.user_id)
    assert view is not None
    assert (view.status, view.fail_reason) == ("FAILED", "unsupported_video")
    assert (await publish_of(sandbox, upload))["uploaded_bytes"] == 0
    assert (await events())[-1][0] == "tiktok.UploadTerminated.v1"
    assert (await upload.ask("HEAD")).status == 410


async def test_a_replaced_connection_with_a_wrong_file_does_not_end_the_upload_of_the_next(
    begin: Begin, parts: Parts
) -> None:
    upload, sink = await begin(), parts.transfer
    session = await sink.find(upload.post.post_id, upload.account.user_id)

    async with sink.writing(session) as replaced:
        await sink.take_over(session, await sink.writer(session))
        with pytest.raises(WriterReplaced):
            await replaced.write(Piece(sha256(AVI[:CHUNK]).hexdigest(), AVI[:CHUNK]))

    assert await upload.send() == 204


async def test_after_a_refused_file_a_retry_takes_another(begin: Begin, parts: Parts) -> None:
    upload = await begin()
    async with await upload.patch(AVI, 0):
        pass

    await parts.retrying.retry(upload.account.user_id, str(upload.post.post_id), None)

    assert await upload.send() == 204


@pytest.mark.parametrize("first", [CONTENT, b"\x00\x00\x00\x18ftypmp42" + CONTENT])
async def test_bytes_that_nobody_understands_go_to_tiktok(begin: Begin, first: bytes) -> None:
    upload = await begin()

    async with await upload.patch(first[:CHUNK], 0) as answer:
        assert answer.status == 204


async def test_only_the_beginning_of_a_file_is_looked_at(begin: Begin) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[:CHUNK], 0):
        pass

    async with await upload.patch(AVI[: SIZE - CHUNK], CHUNK) as answer:
        assert answer.status == 204
