"""The golden files: nothing changes by accident, and nothing is taken from a reader."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts import schemas
from contracts.compatibility import breaks
from contracts.schemas import ASYNCAPI, EVENTS, SCHEMAS, broken, differences, golden, write

OLD: dict[str, Any] = {
    "properties": {
        "account_id": {"type": "string", "title": "Account Id"},
        "state": {"enum": ["A", "B"]},
        "note": {"type": "string", "default": ""},
    },
    "required": ["account_id", "state"],
}


def changed(**fields: Any) -> dict[str, Any]:
    """Give the old schema with other fields; None takes one away."""
    merged = OLD["properties"] | fields
    kept = {name: field for name, field in merged.items() if field is not None}
    return {**OLD, "properties": kept, "required": [n for n in OLD["required"] if n in kept]}


def test_every_type_and_the_overview_are_as_the_golden_files_say() -> None:
    assert differences(SCHEMAS, ASYNCAPI) == []


def test_no_change_breaks_a_reader() -> None:
    assert list(broken(SCHEMAS)) == []


def test_a_new_field_that_may_be_missing_breaks_nobody() -> None:
    assert list(breaks(OLD, changed(later={"type": "integer", "default": 0}))) == []
    assert list(breaks(OLD, changed(note={"type": "string", "title": "Another title"}))) == []


def test_an_enumeration_that_has_only_grown_breaks_nobody() -> None:
    assert list(breaks(OLD, changed(state={"enum": ["A", "B", "C"]}))) == []


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (changed(note=None), ["note is gone"]),
        (changed(state=None), ["state is gone", "state may be missing now"]),
        (changed(note={"type": "integer"}), ["note means something else"]),
        (changed(state={"enum": ["A"]}), ["state means something else"]),
        (changed(state={"enum": ["A", "C"]}), ["state means something else"]),
        ({**OLD, "required": ["account_id"]}, ["state may be missing now"]),
        ({**OLD, "required": ["account_id", "note", "state"]}, ["note must be given now"]),
    ],
)
def test_each_change_that_is_no_addition_is_told(new: dict[str, Any], says: list[str]) -> None:
    assert list(breaks(OLD, new)) == says


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, Path]:
    """Golden files of the models as they are."""
    places = tmp_path / "schemas", tmp_path / "docs" / "asyncapi.json"
    write(*places)
    return places


def edit(folder: Path, **properties: Any) -> Path:
    """Let the golden file of the first type promise something else."""
    path = golden(folder, EVENTS[0])
    schema = json.loads(path.read_text())
    kept = {**schema["properties"], **properties}
    schema["properties"] = {name: field for name, field in kept.items() if field is not None}
    path.write_text(json.dumps(schema))
    return path


def test_writing_accepts_an_addition(written: tuple[Path, Path]) -> None:
    path = edit(written[0], avatar_url=None)
    assert differences(*written) == [path.name]

    write(*written)

    assert differences(*written) == []


def test_writing_refuses_to_hide_a_break(written: tuple[Path, Path]) -> None:
    path = edit(written[0], promised={"type": "string"})
    with pytest.raises(ValueError, match="promised is gone"):
        write(*written)

    path.unlink()
    write(*written)

    assert differences(*written) == []


def test_a_type_that_goes_is_a_break(
    written: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schemas, "EVENTS", EVENTS[1:])

    assert list(broken(written[0])) == [f"{EVENTS[0].TYPE}: the type is gone"]


def test_the_command_says_what_differs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(schemas, "SCHEMAS", tmp_path / "schemas")
    monkeypatch.setattr(schemas, "ASYNCAPI", tmp_path / "asyncapi.json")
    statuses = []
    for command in ("check", "write", "check"):
        monkeypatch.setattr("sys.argv", ["contracts.schemas", command])
        with pytest.raises(SystemExit) as ended:
            schemas.main()
        statuses.append(ended.value.code)

    assert statuses == [1, 0, 0]
    assert len(capsys.readouterr().out.splitlines()) == len(EVENTS) + 1
