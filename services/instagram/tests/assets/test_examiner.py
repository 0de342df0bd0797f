"""The program that looks into a file: it may break, and nothing else breaks."""

import asyncio
import os
from pathlib import Path

import pytest

from instagram.assets import examiner
from instagram.assets.examine import examine
from instagram.assets.examiner import Examiner, NotExamined
from instagram.assets.kinds import kind_of

from .files import given, jpeg
from .videos import film


async def test_a_program_of_its_own_judges_a_picture(tmp_path: Path) -> None:
    source = given(tmp_path / "source", jpeg((400, 400), orientation=3))

    verdict = await Examiner().examine(source, tmp_path / "target")

    assert verdict.kind == "image"
    assert [change.code for change in verdict.changes] == ["TURNED_UPRIGHT"]
    assert (tmp_path / "target").stat().st_size == verdict.size


async def test_a_program_of_its_own_judges_a_video(tmp_path: Path) -> None:
    verdict = await Examiner().examine(given(tmp_path / "source", film()), tmp_path / "target")

    assert verdict.kind == "video"
    assert [change.code for change in verdict.changes] == ["INDEX_IN_FRONT"]


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"<svg/>", b"RIFF\0\0\0\0AVI LIST"]
)
def test_what_is_neither_is_refused(content: bytes, tmp_path: Path) -> None:
    verdict = examine(given(tmp_path / "source", content), tmp_path / "target")

    assert verdict.kind is None
    assert [problem.code for problem in verdict.problems] == ["NOT_A_PICTURE_OR_VIDEO"]
    assert verdict.uses == ()


def test_the_first_bytes_tell_the_kind() -> None:
    assert kind_of(b"\0\0\0\x18ftypheic") == "image"
    assert kind_of(b"\0\0\0\x18ftypisom") == "video"
    assert kind_of(b"\x1a\x45\xdf\xa3") == "video"


async def test_a_program_that_breaks_off_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examiner, "PROGRAM", ("/bin/sh", "-c", "kill -SEGV $$"))

    with pytest.raises(NotExamined, match="-11"):
        await Examiner().examine(tmp_path, tmp_path)


async def test_a_program_that_never_ends_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "pid"
    program = f"echo $$ > {told}.new; mv {told}.new {told}; exec sleep 600"
    monkeypatch.setattr(examiner, "PROGRAM", ("/bin/sh", "-c", program))
    asking = asyncio.create_task(Examiner().examine(tmp_path, tmp_path))
    async with asyncio.timeout(30):
        while not told.exists():
            await asyncio.sleep(0.01)

    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)

    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


async def test_a_program_that_takes_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examiner, "PROGRAM", ("/bin/sh", "-c", "exec sleep 600"))

    with pytest.raises(NotExamined, match="took more"):
        await Examiner(seconds=0.1).examine(tmp_path, tmp_path)


async def test_the_program_sees_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody")
    monkeypatch.setattr(examiner, "PROGRAM", ("/bin/sh", "-c", f"env > {tmp_path}/seen"))

    with pytest.raises(NotExamined):
        await Examiner().examine(tmp_path, tmp_path)

    assert "DATABASE_URL" not in (tmp_path / "seen").read_text()
