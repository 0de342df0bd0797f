"""The upload host: strictly in order, whole chunks, and no answer but status and headers."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import ClientError

from .support import Client, Eventually

SIZE = 20_000_001
CHUNK = 10_000_000
PLAN = (SIZE, CHUNK, 2)
CONTENT = bytes(range(251)) * (SIZE // 251 + 1)
FIRST = (CONTENT[:CHUNK], f"bytes 0-{CHUNK - 1}/{SIZE}")
LAST = (CONTENT[CHUNK:SIZE], f"bytes {CHUNK}-{SIZE - 1}/{SIZE}")


async def test_chunks_in_order_are_206_then_201_and_hashed(
    client: Client, sha256: Callable[[bytes], str]
) -> None:
    _, url = await client.begin(await client.token(), PLAN)

    first = await client.put(url, *FIRST)
    last = await client.put(url, *LAST)

    [post] = await client.posts()
    assert (first.status, first.headers["Content-Range"]) == (206, f"bytes 0-{CHUNK}/{SIZE}")
    assert (last.status, last.headers["Content-Range"]) == (201, f"bytes 0-{SIZE}/{SIZE}")
    assert await last.read() == b""
    assert post["sha256"] == sha256(CONTENT[:SIZE])
    assert post["chunk_sizes"] == [CHUNK, SIZE - CHUNK]


async def test_the_echoed_range_may_end_in_an_index(client: Client) -> None:
    await client.switch(range_echo="last")
    _, url = await client.begin(await client.token(), PLAN)

    first = await client.put(url, *FIRST)

    assert first.headers["Content-Range"] == f"bytes 0-{CHUNK - 1}/{SIZE}"


async def test_a_chunk_out_of_order_is_416_and_changes_nothing(client: Client) -> None:
    _, url = await client.begin(await client.token(), PLAN)

    early = await client.put(url, *LAST)

    assert early.status == 416
    assert (await client.posts())[0]["uploaded_bytes"] == 0
    assert (await client.put(url, *FIRST)).status == 206


async def test_a_stored_range_is_416_or_by_switch_206(client: Client) -> None:
    _, url = await client.begin(await client.token(), PLAN)
    await client.put(url, *FIRST)

    refused = await client.put(url, *FIRST)
    await client.switch(reput=206)
    repeated = await client.put(url, *FIRST)

    assert (refused.status, repeated.status) == (416, 206)
    assert (await client.posts())[0]["uploaded_bytes"] == CHUNK
    assert (await client.put(url, *LAST)).status == 201


async def test_nothing_follows_the_last_chunk(client: Client) -> None:
    _, url = await client.begin(await client.token())
    await client.put(url, b"hello video", "bytes 0-10/11")

    assert (await client.put(url, b"hello video", "bytes 0-10/11")).status == 416


@pytest.mark.parametrize(
    ("content_range", "status"),
    [
        ("bytes 0-10/11", 201),
        ("bytes 0-9/11", 400),
        ("bytes 0-11/12", 400),
        ("bytes 1-11/12", 416),
        ("bytes 0-10/12", 416),
        ("bytes 0-10", 400),
        ("nonsense", 400),
        (None, 416),
    ],
)
async def test_the_announced_range_must_fit_body_plan_and_progress(
    client: Client, content_range: str | None, status: int
) -> None:
    _, url = await client.begin(await client.token())

    assert (await client.put(url, b"hello video", content_range)).status == status


async def test_a_missing_content_range_may_be_400(client: Client) -> None:
    await client.switch(missing_range=400)
    _, url = await client.begin(await client.token())

    assert (await client.put(url, b"hello video", None)).status == 400


async def test_a_chunk_of_another_size_than_planned_is_416(client: Client) -> None:
    _, url = await client.begin(await client.token(), PLAN)

    response = await client.put(url, CONTENT[:CHUNK][:-1], f"bytes 0-{CHUNK - 2}/{SIZE}")

    assert response.status == 416


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("video/mp4", 201),
        ("video/quicktime", 201),
        ("video/webm", 201),
        ("image/png", 400),
        ("application/octet-stream", 400),
    ],
)
async def test_only_video_types_are_taken(client: Client, media_type: str, status: int) -> None:
    _, url = await client.begin(await client.token())
    sent = {"Content-Type": media_type}

    assert (await client.put(url, b"hello video", "bytes 0-10/11", **sent)).status == status


async def test_a_body_without_a_length_is_400(client: Client) -> None:
    _, url = await client.begin(await client.token())

    async def parts() -> AsyncIterator[bytes]:
        yield b"hello video"

    assert (await client.put(url, parts(), "bytes 0-10/11")).status == 400


async def test_an_expired_address_is_403(client: Client) -> None:
    _, url = await client.begin(await client.token())
    await client.control("PUT", "clock", {"offset_seconds": 3601})

    assert (await client.put(url, b"hello video", "bytes 0-10/11")).status == 403


async def test_an_unknown_or_altered_address_is_404(client: Client) -> None:
    _, url = await client.begin(await client.token())
    altered = url.replace("upload_id=", "upload_id=1")

    assert (await client.put(url + "x", b"hello video", "bytes 0-10/11")).status == 404
    assert (await client.put(altered, b"hello video", "bytes 0-10/11")).status == 404


async def test_a_connection_lost_in_a_chunk_leaves_nothing_of_it(
    client: Client, eventually: Eventually, sha256: Callable[[bytes], str]
) -> None:
    _, url = await client.begin(await client.token(), PLAN)
    address = client.world.addresses.upload.removeprefix("http://")
    host, _, port = address.partition(":")
    path = url.removeprefix(client.world.addresses.upload)
    _, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: video/mp4\r\n"
        f"Content-Length: {CHUNK}\r\nContent-Range: {FIRST[1]}\r\n\r\n"
    )
    writer.write(head.encode() + CONTENT[:500_000])
    await writer.drain()
    writer.transport.abort()

    async def noticed() -> bool:
        lost = await client.control("GET", "requests?path=/video/&effect=connection_lost")
        return bool(lost["count"] == 1)

    await eventually(noticed)
    assert (await client.posts())[0]["uploaded_bytes"] == 0
    assert (await client.put(url, *FIRST)).status == 206
    assert (await client.put(url, *LAST)).status == 201
    assert (await client.posts())[0]["sha256"] == sha256(CONTENT[:SIZE])


async def test_of_two_writers_of_one_chunk_one_wins(
    client: Client, sha256: Callable[[bytes], str]
) -> None:
    _, url = await client.begin(await client.token(), PLAN)

    answers = await asyncio.gather(*(client.put(url, *FIRST) for _ in range(2)))

    assert sorted(answer.status for answer in answers) == [206, 416]
    assert (await client.put(url, *LAST)).status == 201
    assert (await client.posts())[0]["sha256"] == sha256(CONTENT[:SIZE])


async def test_a_reset_in_mid_chunk_stores_nothing(client: Client) -> None:
    _, url = await client.begin(await client.token(), PLAN)
    # twice: aiohttp repeats a PUT by itself, once, where the connection was dropped
    fault = {"endpoint": "upload", "kind": "reset_mid", "after_bytes": 3_000_000, "count": 2}
    await client.control("POST", "faults", fault)

    with pytest.raises(ClientError):
        await client.put(url, *FIRST)

    assert (await client.posts())[0]["uploaded_bytes"] == 0
    assert (await client.put(url, *FIRST)).status == 206


async def test_a_chunk_may_be_stored_behind_a_502(client: Client) -> None:
    _, url = await client.begin(await client.token(), PLAN)
    await client.control("POST", "faults", {"endpoint": "upload", "kind": "store_then_502"})

    response = await client.put(url, *FIRST)

    assert response.status == 502
    assert (await client.posts())[0]["uploaded_bytes"] == CHUNK
    assert (await client.put(url, *FIRST)).status == 416
