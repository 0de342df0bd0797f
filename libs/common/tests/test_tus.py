"""A tus 1.0 server in front of any sink: https://tus.io/protocols/resumable-upload"""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientError, ClientResponse

from .tus_sink import PIECE, Client, Site, open_site, until

pytestmark = pytest.mark.usefixtures("spans")
SIZE = 2 * PIECE + 500
CONTENT = bytes(range(250)) * (SIZE // 250)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A service that may have two pieces in memory, and sixteen on disk."""
    async with open_site(memory=2 * PIECE, disk=16 * PIECE) as opened:
        yield opened


async def kind_of(answer: ClientResponse) -> str:
    """What the problem of an answer is."""
    return str((await answer.json())["type"]).removeprefix("/problems/")


def stalled(size: int, go_on: asyncio.Event) -> AsyncIterator[bytes]:
    """So many bytes, and no end of the request before `go_on`."""

    async def body() -> AsyncIterator[bytes]:
        yield CONTENT[:size]
        await go_on.wait()

    return body()


async def test_a_whole_file_in_one_patch_reaches_the_sink(site: Site) -> None:
    upload = site.upload(SIZE)

    answer = await upload.patch(CONTENT, 0)

    assert (answer.status, answer.headers["Upload-Offset"]) == (204, str(SIZE))
    assert upload.file.content == CONTENT
    assert site.sink.connections == site.disk.used == site.memory.used == 0


async def test_the_next_piece_comes_while_the_last_is_stored(site: Site) -> None:
    site.sink.is_open.clear()
    upload, go_on = site.upload(SIZE), asyncio.Event()
    sending = asyncio.create_task(upload.patch(stalled(PIECE + 10, go_on), 0))

    await site.until_read(2 * PIECE)

    assert await upload.offset() == 0  # what comes behind a piece that is not stored does not count
    site.sink.is_open.set()
    await until(lambda: upload.file.offset == PIECE)
    async with asyncio.timeout(10):
        while await upload.offset() != PIECE + 10:
            await asyncio.sleep(0.005)
    go_on.set()
    assert (await sending).headers["Upload-Offset"] == str(PIECE + 10)


async def test_no_more_than_one_piece_comes_ahead(site: Site) -> None:
    site.sink.is_open.clear()
    upload = site.upload(10 * PIECE)
    sending = asyncio.create_task(upload.patch(CONTENT[:PIECE] * 10, 0))
    await site.until_read(2 * PIECE)

    assert (site.disk.used, site.memory.used) == (2 * PIECE, PIECE)
    site.sink.is_open.set()
    assert (await sending).status == 204
    assert upload.file.content == CONTENT[:PIECE] * 10


async def test_a_connection_that_breaks_while_a_piece_is_stored_leaves_all_that_came(
    site: Site,
) -> None:
    site.sink.is_open.clear()
    upload = site.upload(SIZE)

    async def cut() -> AsyncIterator[bytes]:
        yield CONTENT[: PIECE + 10]
        await site.until_read(2 * PIECE)
        raise ConnectionResetError

    with pytest.raises((ClientError, ConnectionError)):
        await upload.patch(cut(), 0)
    site.sink.is_open.set()

    await until(lambda: site.sink.connections == 0)
    assert await upload.offset() == PIECE + 10
    assert (await upload.patch(CONTENT[PIECE + 10 :], PIECE + 10)).status == 204
    assert upload.file.content == CONTENT


async def test_a_piece_that_is_refused_ends_the_patch_and_what_comes_behind_it(site: Site) -> None:
    site.sink.is_open.clear()
    upload = site.upload(SIZE)
    sending = asyncio.create_task(upload.patch(stalled(PIECE + 10, asyncio.Event()), 0))
    await site.until_read(2 * PIECE)

    upload.file.writer += 1
    site.sink.is_open.set()

    assert await kind_of(await sending) == "upload-writer-replaced"
    assert (await upload.offset(), site.disk.used) == (0, 0)


async def test_a_user_whose_half_is_taken_reads_nothing_ahead() -> None:
    async with open_site(memory=2 * PIECE, disk=2 * PIECE) as site:
        site.sink.is_open.clear()
        upload, other = site.upload(SIZE), site.upload(PIECE)
        sending = [asyncio.create_task(upload.patch(CONTENT, 0))]
        await until(lambda: site.memory.used == PIECE)
        assert site.disk.used == PIECE  # a second one would be more than the user's half

        sending.append(asyncio.create_task(other.patch(CONTENT[:PIECE], 0)))
        await site.until_read(2 * PIECE)

        site.sink.is_open.set()
        assert {answer.status for answer in await asyncio.gather(*sending)} == {204}
        assert (upload.file.content, site.disk.used) == (CONTENT, 0)


async def test_options_and_head_tell_what_a_client_needs(site: Site) -> None:
    upload = site.upload(SIZE)

    options, head = await upload.ask("OPTIONS", Tus_Resumable=""), await upload.ask("HEAD")

    told = [options.headers[f"Tus-{name}"] for name in ("Version", "Extension", "Max-Size")]
    assert (options.status, told) == (204, ["1.0.0", "termination", "1000000"])
    assert (head.status, head.headers["Cache-Control"]) == (200, "no-store")
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("0", str(SIZE))


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("version", ["", "0.2.2"])
async def test_another_version_is_refused_with_the_one_that_is_spoken(
    method: str, version: str, site: Site
) -> None:
    answer = await site.upload(SIZE).ask(method, Tus_Resumable=version)

    assert answer.status == 412
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize(
    ("headers", "status", "kind"),
    [
        ({"Content_Type": "video/mp4", "Upload_Offset": "0"}, 415, "not-upload-bytes"),
        ({"Upload_Offset": "-1"}, 422, "invalid-request"),
        ({"Upload_Offset": "9" * 50}, 422, "invalid-request"),
        ({"Upload_Offset": "1"}, 409, "upload-offset-mismatch"),
    ],
)
async def test_a_patch_that_cannot_be_stored_takes_nothing_over(
    headers: dict[str, str], status: int, kind: str, site: Site
) -> None:
    upload = site.upload(SIZE)
    content_type = {"Content_Type": "application/offset+octet-stream"}

    answer = await upload.ask("PATCH", **(content_type | headers))

    assert (answer.status, await kind_of(answer)) == (status, kind)
    assert upload.file.writer == 0


async def test_more_bytes_than_the_file_has_are_refused_unread(site: Site) -> None:
    upload = site.upload(SIZE)

    answer = await upload.patch(CONTENT + b"x", 0)

    assert (answer.status, await kind_of(answer)) == (413, "upload-too-long")
    assert upload.file.writer == 0


async def test_a_newer_connection_takes_the_upload_over(site: Site) -> None:
    upload, go_on = site.upload(2 * PIECE), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield CONTENT[:PIECE]
        await go_on.wait()
        yield CONTENT[PIECE : 2 * PIECE]

    old = asyncio.create_task(upload.patch(slow(), 0))
    await until(lambda: upload.file.offset == PIECE)
    assert (await upload.patch(CONTENT[PIECE : PIECE + 1], PIECE)).status == 204
    go_on.set()

    answer = await old
    assert (answer.status, await kind_of(answer)) == (423, "upload-writer-replaced")


async def test_an_ended_upload_is_gone_and_a_whole_one_cannot_be_ended(site: Site) -> None:
    upload, whole = site.upload(SIZE), site.upload(SIZE)
    await whole.patch(CONTENT, 0)

    assert (await upload.ask("DELETE")).status == 204
    assert (await upload.ask("DELETE")).status == 204
    assert (await upload.ask("HEAD")).status == 410
    assert (await whole.ask("DELETE")).status == 409


async def test_post_stands_in_for_the_methods_that_a_client_cannot_send(site: Site) -> None:
    upload = site.upload(SIZE)

    sent = await upload.patch(CONTENT[:PIECE], 0, method="POST", override="PATCH")
    head = await upload.ask("POST", X_HTTP_Method_Override="HEAD")
    ended = await upload.ask("POST", X_HTTP_Method_Override="DELETE")

    assert (sent.status, sent.headers["Upload-Offset"]) == (204, str(PIECE))
    assert (head.status, head.headers["Upload-Offset"]) == (200, str(PIECE))
    assert (ended.status, upload.file.is_ended) == (204, True)


@pytest.mark.parametrize("meant", ["", "GET", "OPTIONS", "patch"])
async def test_post_without_one_of_these_methods_is_not_allowed(meant: str, site: Site) -> None:
    answer = await site.upload(SIZE).ask("POST", X_HTTP_Method_Override=meant)

    assert answer.status == 405
    assert answer.headers["Allow"] == "DELETE,HEAD,OPTIONS,PATCH"
    assert answer.headers["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
async def test_another_users_upload_is_not_found(method: str, site: Site) -> None:
    mine, other = site.upload(SIZE), site.upload(SIZE)
    stranger = Client(site.session, mine.url, other.file)

    answer = await stranger.ask(
        method, Content_Type="application/offset+octet-stream", Upload_Offset="0"
    )

    assert answer.status == 404
    assert answer.headers["Tus-Resumable"] == "1.0.0"


async def test_slow_clients_take_no_memory_from_a_fast_one(site: Site) -> None:
    go_on, user = asyncio.Event(), site.upload(SIZE).file.user_id
    slow = [site.upload(SIZE, user) for _ in range(3)] + [site.upload(SIZE)]
    sending = [asyncio.create_task(one.patch(stalled(PIECE - 1, go_on), 0)) for one in slow]
    await site.until_read(4 * PIECE)

    fast = site.upload(SIZE)
    assert (await fast.patch(CONTENT, 0)).status == 204

    assert (fast.file.content, site.memory.used) == (CONTENT, 0)
    go_on.set()
    assert {answer.status for answer in await asyncio.gather(*sending)} == {204}
    assert site.disk.used == 4 * PIECE  # what came is kept


async def test_a_user_whose_writes_are_slow_leaves_memory_for_others(site: Site) -> None:
    site.sink.is_open.clear()
    first, other = site.upload(PIECE), site.upload(PIECE)
    user = first.file.user_id
    mine = [first, *(site.upload(PIECE, user) for _ in range(4))]
    sending = [asyncio.create_task(one.patch(CONTENT[:PIECE], 0)) for one in mine]
    await site.until_read(5 * PIECE)
    await until(lambda: site.sink.writing_now[user] == 1)

    sending.append(asyncio.create_task(other.patch(CONTENT[:PIECE], 0)))
    await until(lambda: site.sink.writing_now[other.file.user_id] == 1)

    assert site.memory.used == 2 * PIECE
    site.sink.is_open.set()
    assert {answer.status for answer in await asyncio.gather(*sending)} == {204}
    assert site.sink.most_writing[user] == 1
    assert site.memory.used == 0


async def test_a_patch_that_finds_no_room_is_told_to_come_again() -> None:
    async with open_site(memory=2 * PIECE, disk=PIECE) as site:
        site.disk.longest_wait = 0.0
        site.sink.is_open.clear()
        upload = site.upload(PIECE)
        first = asyncio.create_task(upload.patch(CONTENT[:PIECE], 0))
        await until(lambda: site.memory.used == PIECE)

        again = site.upload(PIECE, upload.file.user_id)
        answer = await again.patch(CONTENT[:PIECE], 0)

        assert (answer.status, await kind_of(answer)) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        site.sink.is_open.set()
        assert (await first).status == 204
        assert site.memory.used == site.disk.used == 0


async def test_a_piece_that_is_on_disk_waits_for_memory_and_is_not_sent_again(site: Site) -> None:
    site.disk.longest_wait = 0.0
    site.sink.is_open.clear()
    upload = site.upload(PIECE)
    first = asyncio.create_task(upload.patch(CONTENT[:PIECE], 0))
    await until(lambda: site.memory.used == PIECE)
    again = site.upload(PIECE, upload.file.user_id)
    second = asyncio.create_task(again.patch(CONTENT[:PIECE], 0))
    await until(lambda: site.disk.used == 2 * PIECE)
    assert site.memory.used == PIECE

    site.sink.is_open.set()

    assert [(await first).status, (await second).status] == [204, 204]
    assert again.file.content == CONTENT[:PIECE]
