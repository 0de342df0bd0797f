"""`crm-projector dead-letters list|show|redrive`."""

import argparse
import getpass
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from common.dead_letters import DeadLetter, Edit, Place
from common.errors import ServiceError
from common.postgres import open_pool
from common.settings import DatabaseSettings
from crm_projector.operations.letters import Below, DeadLetters, Seen, Wanted
from crm_projector.operations.redriving import AlreadyRedriven
from crm_projector.operations.topics import DEAD_LETTER_TOPICS
from crm_projector.operations.views import DeadLetterDetail, shown, shown_whole

SCHEMA, PAGE = "crm", 200


async def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for, and give the exit status: 1 where a letter could not be redriven."""
    settings = DatabaseSettings()
    url, servers = settings.database_url.get_secret_value(), settings.kafka_bootstrap_servers
    try:
        async with open_pool(url, SCHEMA, 2) as pool:
            letters = DeadLetters(pool, servers, DEAD_LETTER_TOPICS)
            match arguments.dead_letters:
                case "list":
                    return await show_list(letters, arguments)
                case "show":
                    return await show_one(letters, arguments)
            return await redrive(letters, arguments)
    except (ServiceError, ValueError, OSError) as error:
        raise SystemExit(f"crm-projector: {error}") from None


async def show_list(letters: DeadLetters, arguments: argparse.Namespace) -> int:
    """Show what fits, newest first."""
    wanted = await _wanted(letters, arguments, arguments.redriven)
    count = 0
    async for seen in _all(letters, wanted):
        say(shown(seen).model_dump_json() if arguments.json else _line(seen))
        count += 1
        if count == arguments.limit:
            break
    tell(f"{count} dead letters")
    return 0


async def show_one(letters: DeadLetters, arguments: argparse.Namespace) -> int:
    """Show one with all that it holds."""
    seen = await letters.get(Place.read(arguments.place))
    if arguments.value:
        arguments.value.write_bytes(seen.letter.value)
    whole = shown_whole(seen)
    say(whole.model_dump_json() if arguments.json else _text(whole))
    return 0


async def redrive(letters: DeadLetters, arguments: argparse.Namespace) -> int:
    """Redrive one, a range of one partition, or what fits, in the order of the log."""
    chosen = await _chosen(letters, arguments)
    edit = edit_of(arguments.value, arguments.header)
    if edit and len(chosen) != 1:
        raise ValueError(f"--value and --header put one letter right, and these are {len(chosen)}")
    by = arguments.by or getpass.getuser()
    outcomes = []
    for number, letter in enumerate(chosen, 1):
        if arguments.dry_run:
            say(f"{letter.place} would be redriven to {letter.origin} for {letter.group}")
            continue
        outcomes.append(await _redrive(letters, letter, edit, by, as_json=arguments.json))
        progress(number, len(chosen))
    tell(f"{outcomes.count('redriven')} redriven, {outcomes.count('before')} were so before")
    return 1 if "refused" in outcomes else 0


async def _redrive(
    letters: DeadLetters, letter: DeadLetter, edit: Edit, by: str, *, as_json: bool
) -> str:
    try:
        seen = await letters.redrive(letter.place, edit, by)
    except AlreadyRedriven as error:
        tell(str(error))
        return "before"
    except ServiceError as error:
        tell(f"{letter.place}: {error}")
        return "refused"
    say(shown(seen).model_dump_json() if as_json else _line(seen))
    return "redriven"


async def _chosen(letters: DeadLetters, arguments: argparse.Namespace) -> list[DeadLetter]:
    """Find what was named; those of an account in the order in which they stood in the log."""
    if arguments.place:
        first = Place.read(arguments.place)
        through = first.offset if arguments.through is None else arguments.through
        places = [
            Place(first.topic, first.partition, offset)
            for offset in range(first.offset, through + 1)
        ]
        return [(await letters.get(place)).letter for place in places]
    if not any((arguments.account, arguments.topic, arguments.group, arguments.kind)):
        raise ValueError("name a letter, or say which by --account, --topic, --group or --kind")
    wanted = await _wanted(letters, arguments, redriven=False)
    found = [seen.letter async for seen in _all(letters, wanted)]
    return sorted(found, key=lambda letter: (letter.origin or letter.place, letter.place))


async def _all(letters: DeadLetters, wanted: Wanted) -> AsyncIterator[Seen]:
    below: Below | None = {}
    while below is not None:
        page = await letters.page(wanted, PAGE, below)
        for seen in page.letters:
            yield seen
        below = page.below


async def _wanted(
    letters: DeadLetters, arguments: argparse.Namespace, redriven: bool | None
) -> Wanted:
    keys = await letters.keys_of(arguments.account) if arguments.account else None
    return Wanted(
        arguments.topic,
        arguments.group,
        arguments.kind,
        keys,
        arguments.since,
        arguments.until,
        redriven,
    )


def edit_of(value: Path | None, headers: Sequence[str]) -> Edit:
    """Read what is to be put right."""
    changes: dict[str, bytes | None] = {}
    for header in headers:
        name, equals, text = header.partition("=")
        changes[name] = text.encode() if equals else None
    return Edit(value.read_bytes() if value else None, changes)


def _line(seen: Seen) -> str:
    letter, redrive = seen.letter, seen.redrive
    state = "refused"
    if redrive is not None:
        state = f"redriven as {redrive.redriven_offset}" if seen.is_redriven else "begun to redrive"
    return (
        f"{letter.at:%Y-%m-%dT%H:%M:%SZ}  {letter.place}  {letter.kind or 'no kind'}"
        f"  {letter.type or 'no type'}  key {letter.key_text}  {letter.size} bytes  {state}"
        f"  {letter.reason}"
    )


def _text(whole: DeadLetterDetail) -> str:
    """Give a letter as lines; what is no text is shown with its signs replaced."""
    shown_first = ("at", "group", "kind", "reason", "type", "key", "size")
    origin = whole.origin
    lines = [f"{whole.topic}/{whole.partition}/{whole.offset}"]
    if origin is not None:
        lines.append(f"origin: {origin.topic}/{origin.partition}/{origin.offset}")
    lines += [f"{name}: {getattr(whole, name)}" for name in shown_first]
    lines += [f"header {header.name}: {header.value}" for header in whole.headers]
    if whole.redrive is not None:
        lines.append(f"redrive: {whole.redrive.model_dump_json()}")
    return "\n".join([*lines, "", whole.value])


def say(line: str) -> None:
    """Write what was asked for."""
    sys.stdout.write(f"{line}\n")


def tell(line: str) -> None:
    """Write what goes on, apart from what was asked for, and behind it."""
    sys.stdout.flush()
    sys.stderr.write(f"{line}\n")


def progress(done: int, of: int) -> None:
    """Show on a terminal how far it is; a file gets nothing of it."""
    if of > 1 and sys.stderr.isatty():
        filled = 30 * done // of
        end = "\n" if done == of else ""
        sys.stderr.write(f"\r[{'#' * filled}{' ' * (30 - filled)}] {done} of {of}{end}")
        sys.stderr.flush()
