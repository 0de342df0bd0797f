"""Clients that cut a file as they like: what is less than a piece is kept for a while."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from aiohttp import ClientError, ClientResponse
from hypothesis import given
from hypothesis import strategies as st

from common.tus import incoming

from .tus_sink import PIECE, Client, Site, open_site, until

pytestmark = pytest.mark.usefixtures("spans")
SIZE = 2 * PIECE + 500
CONTENT = bytes(range(250)) * (SIZE // 250)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A service that may have two pieces in memory, and four on disk."""
    async with open_site(memory=2 * PIECE, disk=4 * PIECE) as opened:
        yield opened
        await until(lambda: opened.sink.connections == 0)


async def sent(upload: Client, first: int, last: int) -> tuple[int, str | None]:
    """Send these bytes; gives status and offset of the answer."""
    answer = await upload.patch(CONTENT[first:last], first)
    return answer.status, answer.headers.get("Upload-Offset")


async def kind_of(answer: ClientResponse) -> str:
    """What the problem of an answer is."""
    return str((await answer.json())["type"]).removeprefix("/problems/")


def stalled(first: int, last: int, go_on: asyncio.Event) -> AsyncIterator[bytes]:
    """These bytes, and no end of the request before `go_on`."""

    async def body() -> AsyncIterator[bytes]:
        yield CONTENT[first:last]
        await go_on.wait()

    return body()


async def test_a_patch_of_any_size_moves_the_offset(site: Site) -> None:
    upload = site.upload(SIZE)

    assert await sent(upload, 0, 10) == (204, "10")
    assert await upload.offset() == 10
    assert upload.file.content == b""
    assert await sent(upload, 10, PIECE + 10) == (204, str(PIECE + 10))
    assert upload.file.content == CONTENT[:PIECE]
    assert await sent(upload, PIECE + 10, SIZE) == (204, str(SIZE))
    assert (upload.file.content, site.disk.used) == (CONTENT, 0)


@given(cuts=st.sets(st.integers(1, SIZE - 1), max_size=12))
def test_however_a_file_is_cut_it_arrives(cuts: set[int]) -> None:
    async def run() -> None:
        async with open_site(memory=2 * PIECE, disk=2 * PIECE) as site:
            upload = site.upload(SIZE)
            for first, last in pairwise([0, *sorted(cuts), SIZE]):
                assert await sent(upload, first, last) == (204, str(last))
            assert (upload.file.content, site.disk.used) == (CONTENT, 0)

    asyncio.run(run())


async def test_an_empty_patch_keeps_what_has_come(site: Site) -> None:
    upload = site.upload(SIZE)
    await sent(upload, 0, 10)

    assert await sent(upload, 10, 10) == (204, "10")
    assert await sent(upload, 10, SIZE) == (204, str(SIZE))
    assert upload.file.content == CONTENT


async def test_a_cut_connection_leaves_all_that_came(site: Site) -> None:
    upload = site.upload(SIZE)

    async def cut() -> AsyncIterator[bytes]:
        yield CONTENT[: PIECE + 10]
        await until(lambda: upload.file.offset == PIECE)
        raise ConnectionResetError

    with pytest.raises((ClientError, ConnectionError)):
        await upload.patch(cut(), 0)

    await until(lambda: site.sink.connections == 0)
    assert await upload.offset() == PIECE + 10
    assert await sent(upload, PIECE + 10, SIZE) == (204, str(SIZE))
    assert upload.file.content == CONTENT


async def test_silence_ends_a_patch_and_what_came_is_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "LONGEST_SILENCE", 0.05)
    upload, go_on = site.upload(SIZE), asyncio.Event()

    answer = await upload.patch(stalled(0, PIECE + 10, go_on), 0)

    go_on.set()
    assert (answer.status, await kind_of(answer)) == (408, "upload-too-slow")
    assert await upload.offset() == PIECE + 10


async def test_a_slow_client_goes_on_for_as_long_as_bytes_come(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(incoming, "SLOWEST", 10**9)
    upload = site.upload(PIECE)

    async def drop_by_drop() -> AsyncIterator[bytes]:
        for at in range(0, PIECE, 100):
            await until(lambda at=at: at == 0 or site.sink.connections == 1)
            yield CONTENT[at : at + 100]

    assert (await upload.patch(drop_by_drop(), 0)).status == 204
    assert upload.file.content == CONTENT[:PIECE]


async def test_a_slow_client_makes_room_for_who_waits(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(incoming, "SLOWEST", 10**9)
    go_on, user = asyncio.Event(), site.upload(SIZE).file.user_id
    slow = [site.upload(SIZE, user), site.upload(SIZE, user), site.upload(SIZE), site.upload(SIZE)]
    sending = [asyncio.create_task(one.patch(stalled(0, 10, go_on), 0)) for one in slow]
    await site.until_read(4 * PIECE)

    assert await sent(site.upload(SIZE), 0, PIECE) == (204, str(PIECE))

    go_on.set()
    answers = await asyncio.gather(*sending)
    assert [answer.status for answer in answers] == [503, 204, 204, 204]
    assert await kind_of(answers[0]) == "unavailable"


async def test_nothing_is_read_after_the_time_for_an_upload(site: Site) -> None:
    upload = site.upload(SIZE)
    upload.file.open_until = datetime.now(UTC) - timedelta(seconds=1)

    answer = await upload.patch(CONTENT, 0)

    assert (answer.status, await kind_of(answer)) == (410, "upload-gone")
    assert (upload.file.content, site.disk.used) == (b"", 0)


async def test_parts_are_given_up_for_who_needs_room_the_oldest_first(site: Site) -> None:
    first, second, other = site.upload(SIZE), site.upload(SIZE), site.upload(SIZE)
    third = site.upload(SIZE)
    for upload in (first, second, third, other):
        await sent(upload, 0, 10)
    assert site.disk.used == 4 * PIECE

    assert await sent(site.upload(SIZE), 0, PIECE) == (204, str(PIECE))

    assert [await one.offset() for one in (first, second, third, other)] == [0, 10, 10, 10]
    answer = await first.patch(CONTENT[10:], 10)
    assert (answer.status, await kind_of(answer)) == (409, "upload-offset-mismatch")
    assert await sent(first, 0, SIZE) == (204, str(SIZE))
    assert first.file.content == CONTENT


async def test_a_user_with_many_parts_loses_their_own(site: Site) -> None:
    user = site.upload(SIZE).file.user_id
    other, mine = site.upload(SIZE), [site.upload(SIZE, user) for _ in range(3)]

    for upload in (other, *mine):
        await sent(upload, 0, 10)

    assert [await one.offset() for one in (other, *mine)] == [10, 0, 10, 10]


async def test_a_part_that_nobody_goes_on_with_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "KEPT_SECONDS", 0.05)
    upload = site.upload(SIZE)

    await sent(upload, 0, 10)

    await until(lambda: site.disk.used == 0)
    assert await upload.offset() == 0


async def test_a_part_is_kept_however_often_somebody_only_looks(site: Site) -> None:
    upload = site.upload(SIZE)
    await sent(upload, 0, 10)

    looks = [await upload.ask("HEAD", X_Only_Looking="1") for _ in range(9)]

    assert {answer.headers["Upload-Offset"] for answer in looks} == {"10"}
    assert await sent(upload, 10, SIZE) == (204, str(SIZE))
    assert upload.file.content == CONTENT


async def test_a_part_that_is_told_in_vain_is_given_up(site: Site) -> None:
    upload = site.upload(SIZE)
    await sent(upload, 0, 10)

    assert [await upload.offset() for _ in range(5)] == [10, 10, 10, 0, 0]
    assert site.disk.used == 0


async def test_who_was_told_where_the_piece_begins_may_go_on_there(site: Site) -> None:
    upload = site.upload(SIZE)
    await sent(upload, 0, 10)

    assert await sent(upload, 0, SIZE) == (204, str(SIZE))
    assert (upload.file.content, site.disk.used) == (CONTENT, 0)


async def test_a_newer_connection_goes_on_behind_what_the_old_one_brought(site: Site) -> None:
    upload, go_on = site.upload(SIZE), asyncio.Event()
    old = asyncio.create_task(upload.patch(stalled(0, 10, go_on), 0))
    async with asyncio.timeout(10):
        while await upload.offset() < 10:
            await asyncio.sleep(0.005)

    assert await sent(upload, 10, SIZE) == (204, str(SIZE))

    go_on.set()
    answer = await old
    assert (answer.status, await kind_of(answer)) == (423, "upload-writer-replaced")
    assert (upload.file.content, site.disk.used) == (CONTENT, 0)


async def test_who_waited_for_room_does_not_replace_a_newer_connection(site: Site) -> None:
    go_on, user = asyncio.Event(), site.upload(SIZE).file.user_id
    busy = [site.upload(SIZE, user) for _ in range(2)]
    sending = [asyncio.create_task(one.patch(stalled(0, 10, go_on), 0)) for one in busy]
    await site.until_read(2 * PIECE)
    upload = site.upload(SIZE, user)
    both = [asyncio.create_task(upload.patch(CONTENT, 0))]
    await until(lambda: upload.file.writer == 1)
    both.append(asyncio.create_task(upload.patch(CONTENT, 0)))
    await until(lambda: upload.file.writer == 2)

    go_on.set()

    assert [answer.status for answer in await asyncio.gather(*both)] == [423, 204]
    assert upload.file.content == CONTENT
    await asyncio.gather(*sending)


async def test_an_upload_that_ends_or_begins_anew_leaves_no_part(site: Site) -> None:
    ended, anew = site.upload(SIZE), site.upload(SIZE)
    await sent(ended, 0, 10)
    await sent(anew, 0, 10)
    anew.file.beginning += 1

    assert (await ended.ask("DELETE")).status == 204
    assert await anew.offset() == 0
    assert await sent(anew, 0, SIZE) == (204, str(SIZE))
    assert (anew.file.content, site.disk.used) == (CONTENT, 0)


async def test_a_part_that_was_kept_cannot_go_beyond_the_end_of_the_file(site: Site) -> None:
    upload = site.upload(SIZE)
    await sent(upload, 0, 10)

    answer = await upload.patch(CONTENT[10:] + b"x", 10)

    assert (answer.status, await kind_of(answer)) == (413, "upload-too-long")
    assert await upload.offset() == 10
