"""The keys that wrap data keys: one primary that seals, all of them open."""

import argparse
import base64
import binascii
import json
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

KEY_BYTES = 32
KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")


class KeyringRefused(Exception):
    """The key ring cannot be used, so the service must not start; no key is in the message."""


class KeyringFile(BaseModel):
    """The file: `{"primary": "k1", "keys": {"k1": "<base64 of 32 bytes>"}}`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    primary: str
    keys: dict[str, str]


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by id; `repr` shows the ids alone."""

    primary: str
    keys: Mapping[str, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if self.primary not in self.keys:
            raise KeyringRefused("the primary key is not in the ring")
        if len(set(self.keys.values())) != len(self.keys):
            raise KeyringRefused("two ids name the same key")
        for key_id, key in self.keys.items():
            _refuse_weak(key_id, key)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file once, at start; refuse a missing, short, all-zero or duplicate key."""
        file = _read(path)
        keys = {key_id: _decoded(key_id, text) for key_id, text in file.keys.items()}
        return cls(file.primary, MappingProxyType(keys))


def _read(path: Path) -> KeyringFile:
    try:
        return KeyringFile.model_validate(
            json.loads(path.read_bytes(), object_pairs_hook=_without_duplicates)
        )
    except OSError as error:
        reason = f"it cannot be read: {error.strerror}"
    except (ValidationError, ValueError):
        reason = "it is no key ring, or names a key twice"
    raise KeyringRefused(f"{path}: {reason}")


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name is there twice")
    return dict(pairs)


def _decoded(key_id: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        reason = f"key {key_id!r} is not base64"
    raise KeyringRefused(reason)


def _refuse_weak(key_id: str, key: bytes) -> None:
    if not KEY_ID.fullmatch(key_id):
        raise KeyringRefused("a key id has 1 to 32 letters, digits, dots, dashes or underscores")
    if len(key) != KEY_BYTES:
        raise KeyringRefused(f"key {key_id!r} does not have {KEY_BYTES} bytes")
    if not any(key):
        raise KeyringRefused(f"key {key_id!r} is all zero")


def create(path: Path, key_id: str) -> None:
    """Write a new ring of one random key, readable by its owner alone; never overwrite one."""
    text = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    file = KeyringFile(primary=key_id, keys={key_id: text})
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(file.model_dump_json() + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `postlog-keyring new FILE [--id k1]`."""
    parser = argparse.ArgumentParser(prog="postlog-keyring", description=__doc__)
    new = parser.add_subparsers(required=True).add_parser("new", help="make a ring of one new key")
    new.add_argument("file", type=Path, help="the file to create; it must not exist")
    new.add_argument("--id", default="k1", help="the key's id (default: k1)")
    options = parser.parse_args(arguments)
    if not KEY_ID.fullmatch(options.id):
        parser.error("--id takes 1 to 32 letters, digits, dots, dashes or underscores")
    try:
        create(options.file, options.id)
    except OSError as error:
        parser.exit(1, f"postlog-keyring: {options.file}: {error.strerror}\n")
