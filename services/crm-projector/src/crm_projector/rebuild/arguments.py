"""The commands of this room as `crm-projector --help` shows them."""

import argparse
from datetime import datetime
from typing import Any
from uuid import UUID

from crm_projector.rebuild.schemas import LIVE, NEXT, PREVIOUS
from crm_projector.rebuild.shares import parse_share


def add_commands(commands: Any) -> None:
    """Add the parsers of all commands."""
    made = _add(commands, "rebuild", f"make all tables anew from the log, in the schema {NEXT}")
    made.add_argument(
        "--partitions",
        type=_share,
        metavar="SHARE",
        help="only these of each topic, such as 0-3 or 0,4,8; other processes take the others",
    )
    verify = _add(commands, "verify", f"compare {NEXT} with {LIVE} at one place in the log")
    verify.add_argument(
        "--account", type=UUID, metavar="ID", help=f"compare {LIVE} with a fold of one account"
    )
    cutover = _add(commands, "cutover", f"let {NEXT} serve, and keep {LIVE} as {PREVIOUS}")
    rollback = _add(commands, "rollback", f"let {PREVIOUS} serve again, and keep {LIVE} as {NEXT}")
    for one in (cutover, rollback):
        one.add_argument(
            "--patience", type=float, default=20.0, metavar="SECONDS",
            help="how long readers from before are waited for while the projector is held (20)",
        )  # fmt: skip
    drop = _add(commands, "drop", f"delete a schema beside {LIVE}")
    drop.add_argument("schema", help=f"{PREVIOUS}, {NEXT}, or one of as-of and replay")
    as_of = _add(commands, "as-of", "make the tables as they stood at a time, in a schema")
    as_of.add_argument("time", type=_time, help="such as 2026-11-30T12:00:00Z")
    as_of.add_argument("--schema", default="crm_as_of", help="its name (crm_as_of)")
    replay = _add(commands, "replay", "fold chosen records again, into a schema")
    replay.add_argument("--schema", default="crm_replay", help="its name (crm_replay)")
    replay.add_argument("--account", type=UUID, metavar="ID", help="only those of this account")
    replay.add_argument("--topic", help="only those of this topic")
    replay.add_argument("--partitions", type=_share, metavar="SHARE", help="only these partitions")
    replay.add_argument("--from-offset", type=int, metavar="N", help="begin each partition here")
    replay.add_argument("--to-offset", type=int, metavar="N", help="end before this offset")
    diff = _add(commands, "diff", "compare the rows of an account in two schemas")
    diff.add_argument("left", help="a schema, such as crm")
    diff.add_argument("right", help="another, such as crm_as_of")
    diff.add_argument("--account", type=UUID, metavar="ID", required=True)


def _add(commands: Any, name: str, what: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=what, description=what)
    parser.add_argument("--json", action="store_true", help="say the result as JSON")
    return parser


def _share(text: str) -> frozenset[int]:
    try:
        return parse_share(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time of ISO 8601") from error
    if time.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no offset from UTC: write {text}Z")
    return time
