"""`postlog-keyring`: make a key ring, and change it a step at a time.

A change replaces the file at once, so that a process reads the old ring or the new one. The order
of the steps is in docs/how-to/rotate-keys.md.
"""

import argparse
import base64
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from vault.keyring import KEY_BYTES, KEY_ID, KeyringFile, KeyringRefused, Keys, read_file

# The module's name would hide it in a signature of argparse's.
Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Change = Callable[[KeyringFile, str], KeyringFile]


def add(ring: KeyringFile, key_id: str) -> KeyringFile:
    """Add a random key that opens and does not seal."""
    if key_id in ring.keys:
        raise KeyringRefused(f"there is a key {key_id!r} already")
    return KeyringFile(primary=ring.primary, keys={**ring.keys, key_id: _random_key()})


def promote(ring: KeyringFile, key_id: str) -> KeyringFile:
    """Let this key seal from now on; the others go on opening."""
    if key_id not in ring.keys:
        raise KeyringRefused(f"there is no key {key_id!r}")
    return KeyringFile(primary=key_id, keys=ring.keys)


def remove(ring: KeyringFile, key_id: str) -> KeyringFile:
    """Forget a key: what is still sealed under it can never be opened again."""
    if key_id == ring.primary:
        raise KeyringRefused(f"{key_id!r} is the primary key; promote another one first")
    if key_id not in ring.keys:
        raise KeyringRefused(f"there is no key {key_id!r}")
    kept = {one: text for one, text in ring.keys.items() if one != key_id}
    return KeyringFile(primary=ring.primary, keys=kept)


def create(path: Path, key_id: str) -> None:
    """Write a new ring of one random key, readable by its owner alone; never overwrite one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    _write(descriptor, KeyringFile(primary=key_id, keys={key_id: _random_key()}))


def change(path: Path, how: Change, key_id: str) -> None:
    """Put the changed ring in the file's place, with the same owner and mode, or not at all."""
    ring = how(read_file(path), key_id)
    Keys.of(ring)
    target, before = path.resolve(), path.stat()
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.fchown(descriptor, before.st_uid, before.st_gid)
        os.fchmod(descriptor, before.st_mode & 0o777)
        _write(descriptor, ring)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _write(descriptor: int, ring: KeyringFile) -> None:
    with os.fdopen(descriptor, "w") as stream:
        stream.write(ring.model_dump_json() + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def show(path: Path) -> None:
    """Print the ids, the primary one marked."""
    ring = read_file(path)
    for key_id in ring.keys:
        sys.stdout.write(f"{key_id}{'  primary' if key_id == ring.primary else ''}\n")


def run(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and obey it."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not KEY_ID.fullmatch(options.id):
        parser.error("--id takes 1 to 32 letters, digits, dots, dashes or underscores")
    if options.command == "remove" and not options.nothing_is_sealed_under_it:
        parser.error(
            "look first whether anything is still sealed under the key (tokens: `<service> keys`;"
            " grants: 7 days after it sealed last), then say --nothing-is-sealed-under-it"
        )
    try:
        _obey(options)
    except OSError as error:
        parser.exit(1, f"postlog-keyring: {options.file}: {error.strerror}\n")
    except KeyringRefused as error:
        parser.exit(1, f"postlog-keyring: {error}\n")


def _obey(options: argparse.Namespace) -> None:
    match options.command:
        case "new":
            create(options.file, options.id)
        case "list":
            show(options.file)
        case name:
            change(
                options.file, {"add": add, "promote": promote, "remove": remove}[name], options.id
            )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="postlog-keyring", description="Key rings and their keys."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    new = _command(commands, "new", "make a ring of one new key; the file must not exist")
    new.add_argument("--id", default="k1", help="the key's id (default: k1)")
    _command(commands, "list", "show the ids of the keys").set_defaults(id="none")
    for name, does in {
        "add": "add a new key that opens and does not seal yet",
        "promote": "let a key of the ring seal",
        "remove": "forget a key that nothing is sealed under any more",
    }.items():
        _command(commands, name, does).add_argument("--id", required=True, help="the key's id")
    commands.choices["remove"].add_argument(
        "--nothing-is-sealed-under-it", action="store_true", help="say that you have looked"
    )
    return parser


def _command(commands: Parsers, name: str, does: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=does, description=does)
    parser.add_argument("file", type=Path, help="the key ring")
    return parser
