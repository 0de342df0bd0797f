"""The keys that wrap data keys: one primary that seals, all of them open."""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from pkgutil import resolve_name
from types import MappingProxyType
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.logs import get_logger
from vault import metrics

log = get_logger(__name__)
KEY_BYTES = 32
KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")
Mark = tuple[int, int, int]


class KeyringRefused(Exception):
    """The key ring cannot be used, so the service must not start; no key is in the message."""


class KeyringFile(BaseModel):
    """The file: `{"primary": "k1", "keys": {"k1": "<base64 of 32 bytes>"}}`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    primary: str
    keys: dict[str, str] = Field(repr=False)


@dataclass(frozen=True, slots=True)
class Keys:
    """A ring as it is at one moment; `repr` shows the ids alone."""

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
    def of(cls, file: KeyringFile) -> Self:
        """Refuse a missing, short, all-zero or duplicate key."""
        keys = {key_id: _decoded(key_id, text) for key_id, text in file.keys.items()}
        return cls(file.primary, MappingProxyType(keys))


class Keyring:
    """The keys in use. A ring that was loaded follows its file, so no process need be restarted.

    Each use looks whether the file is another (one `stat`). A file that cannot be used changes
    nothing: the keys read last stay in use, and the log says so.
    """

    def __init__(self, primary: str, keys: Mapping[str, bytes]) -> None:
        self._keys = Keys(primary, keys)
        self._path: Path | None = None
        self._mark: Mark | None = None

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file; refuse a missing, short, all-zero or duplicate key."""
        mark = _mark(path)
        keys = Keys.of(read_file(path))
        ring = cls(keys.primary, keys.keys)
        ring._path, ring._mark = path, mark
        return ring

    def __repr__(self) -> str:
        return f"Keyring(primary={self._keys.primary!r}, ids={sorted(self._keys.keys)})"

    def current(self) -> Keys:
        """Give the keys as the file has them now."""
        if self._path is not None and _mark(self._path) != self._mark:
            self._read_again(self._path)
        return self._keys

    @property
    def primary(self) -> str:
        """The id of the key that seals."""
        return self.current().primary

    @property
    def keys(self) -> Mapping[str, bytes]:
        """Every key that opens, by id."""
        return self.current().keys

    def find(self, key_id: str) -> bytes | None:
        """Give the key of this id; before saying that there is none, read the file once more."""
        key = self.current().keys.get(key_id)
        if key is None and self._path is not None:
            self._read_again(self._path)
            key = self._keys.keys.get(key_id)
        if key is None:
            metrics.UNKNOWN_KEYS.inc()
        return key

    def _read_again(self, path: Path) -> None:
        """Believe the file once for each change of it, whether or not it is of use."""
        self._mark = _mark(path)
        try:
            keys = Keys.of(read_file(path))
        except KeyringRefused as error:
            log.warning("key ring refused", reason=str(error))
            return
        if keys != self._keys:
            log.info("key ring read again", reason=f"primary {keys.primary}, of {len(keys.keys)}")
        self._keys = keys


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def read_file(path: Path) -> KeyringFile:
    """Read a ring's file, or raise `KeyringRefused` without quoting it."""
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `postlog-keyring`; resolved here, since the command imports this module."""
    resolve_name("vault.keyring_command:run")(arguments)
