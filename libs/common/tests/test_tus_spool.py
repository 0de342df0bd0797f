"""The file that a piece waits in while it comes."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import StreamReader
from aiohttp.base_protocol import BaseProtocol

from common.errors import Unavailable
from common.tus.spool import Spool


def coming(content: bytes) -> StreamReader:
    """A request's body that is there already."""
    reader = StreamReader(BaseProtocol(asyncio.get_running_loop()), 2**16)
    reader.feed_data(content)
    reader.feed_eof()
    return reader


async def test_a_piece_is_read_back_as_it_came_and_the_next_one_replaces_it() -> None:
    body = coming(b"first" + b"two" + b"rest")

    with Spool.open() as spool:
        assert (await spool.fill(body, 5), await spool.piece()) == (5, b"first")
        assert (await spool.fill(body, 3), await spool.piece()) == (3, b"two")
        assert await spool.fill(body, 100) == 4


async def test_a_full_disk_is_a_reason_to_come_again() -> None:
    with (
        Spool(Path("/dev/full").open("w+b", buffering=0)) as spool,
        pytest.raises(Unavailable),
    ):
        await spool.fill(coming(b"bytes"), 5)
