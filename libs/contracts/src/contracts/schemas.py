"""The contracts as others read them: a JSON Schema a type, and AsyncAPI over them all.

`python -m contracts.schemas write` accepts the models as they are, if they only add; a change that
breaks readers is refused until its golden file is deleted by hand. `check` says what differs.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from common.event import Event
from contracts import accounts, auth, commands, webhooks
from contracts.asyncapi import asyncapi
from contracts.compatibility import Schema, breaks
from contracts.providers import PROVIDERS

LIBRARY = Path(__file__).parents[2]
SCHEMAS = LIBRARY / "schemas"
ASYNCAPI = LIBRARY.parents[1] / "docs" / "reference" / "asyncapi.json"
EVENTS: list[type[Event]] = [
    *auth.EVENTS,
    *accounts.EVENTS,
    *(event for provider in PROVIDERS for event in provider.events),
    *commands.COMMANDS,
    *(command for provider in PROVIDERS for command in provider.commands),
    *webhooks.EVENTS,
]


def golden(folder: Path, event: type[Event]) -> Path:
    """Give the file that a type's schema stands in."""
    return folder / f"{event.TYPE}.json"


def broken(folder: Path) -> Iterator[str]:
    """Tell where the models break what the golden files promise."""
    for event in EVENTS:
        path = golden(folder, event)
        if path.exists():
            old: Schema = json.loads(path.read_text())
            yield from (f"{event.TYPE}: {what}" for what in breaks(old, event.model_json_schema()))
    for path in sorted(folder.glob("*.json")):
        if path.stem not in {event.TYPE for event in EVENTS}:
            yield f"{path.stem}: the type is gone"


def documents(folder: Path, overview: Path) -> dict[Path, str]:
    """Give every file as it must be."""
    files = {golden(folder, event): _text(event.model_json_schema()) for event in EVENTS}
    return {**files, overview: _text(asyncapi(EVENTS))}


def differences(folder: Path, overview: Path) -> list[str]:
    """Tell which files are not as they must be."""
    wanted = documents(folder, overview)
    return [p.name for p, text in wanted.items() if not p.exists() or p.read_text() != text]


def write(folder: Path, overview: Path) -> None:
    """Write every file; raises ValueError where that would hide a change that breaks readers."""
    if problems := list(broken(folder)):
        raise ValueError("\n".join(problems))
    for path, text in documents(folder, overview).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _text(document: Schema) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the files, or say which differ; exits 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="contracts.schemas", description=__doc__)
    parser.add_argument("command", choices=["write", "check"])
    try:
        if parser.parse_args().command == "write":
            write(SCHEMAS, ASYNCAPI)
        problems = [*broken(SCHEMAS), *differences(SCHEMAS, ASYNCAPI)]
    except ValueError as error:
        problems = [str(error)]
    sys.stdout.write("".join(f"{line}\n" for line in problems))
    raise SystemExit(1 if problems else 0)


if __name__ == "__main__":
    main()
