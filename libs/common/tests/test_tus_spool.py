"""The file that a piece waits in while it comes."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from common.errors import Unavailable
from common.tus.sink import Piece
from common.tus.spool import Spool


@pytest.fixture
def spool() -> Iterator[Spool]:
    """An empty one."""
    with closing(Spool.open()) as opened:
        yield opened


async def test_a_piece_is_read_back_as_it_came(spool: Spool) -> None:
    for block in (b"first", b"", b"second"):
        spool.write(block)

    body = b"firstsecond"
    assert spool.size == 11
    assert await spool.piece() == Piece(hashlib.sha256(body).hexdigest(), body)


async def test_a_full_disk_is_a_reason_to_come_again() -> None:
    with (
        closing(Spool(Path("/dev/full").open("w+b", buffering=0))) as full,
        pytest.raises(Unavailable),
    ):
        full.write(b"bytes")


def test_a_folder_that_takes_no_file_is_a_reason_to_come_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))

    with pytest.raises(Unavailable):
        Spool.open()
