"""The arguments of `crm-projector dead-letters`; it imports nothing that takes time."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

KINDS = ("unreadable-record", "unknown-type", "unstorable-record", "invalid-record")
PLACE = "TOPIC/PARTITION/OFFSET"


def add_dead_letters(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its own three."""
    parser = commands.add_parser("dead-letters", help="what consumers could never handle")
    which = parser.add_subparsers(dest="dead_letters", required=True)
    listing = which.add_parser("list", help="show them, newest first")
    _add_filters(listing)
    listing.add_argument("--limit", type=_count, default=100, metavar="N", help="at most (100)")
    listing.add_argument("--redriven", action=argparse.BooleanOptionalAction, default=None)
    showing = which.add_parser("show", help="show one: headers, reason and bytes")
    showing.add_argument("place", metavar=PLACE, help="as `list` shows it")
    showing.add_argument("--value", type=Path, metavar="FILE", help="write its value there too")
    redriving = which.add_parser("redrive", help="let the consumer that refused them read again")
    _add_redrive(redriving)
    for one in (listing, showing, redriving):
        one.add_argument("--json", action="store_true", help="a JSON document for each line")


def _add_redrive(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("place", nargs="?", metavar=PLACE, help="the first of them, or the only")
    parser.add_argument("--through", type=int, metavar="OFFSET", help="and all up to this one")
    _add_filters(parser)
    parser.add_argument("--value", type=Path, metavar="FILE", help="with these bytes as the value")
    parser.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="with this header; without `=` the header is taken away",
    )
    parser.add_argument("--by", metavar="NAME", help="who wants it (the name of the system's user)")
    parser.add_argument("--dry-run", action="store_true", help="only show which it would be")


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--account", metavar="ID", help="of this account, or this record key")
    parser.add_argument("--topic", help="refused in this topic")
    parser.add_argument("--group", help="refused by this consumer group")
    parser.add_argument("--kind", choices=KINDS, help="refused for a reason of this kind")
    parser.add_argument("--since", type=_time, metavar="TIME", help="buried then or later (ISO)")
    parser.add_argument("--until", type=_time, metavar="TIME", help="buried before then")


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
