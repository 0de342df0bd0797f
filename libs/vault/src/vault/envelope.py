"""Sealing: AES-256-GCM under a data key of its own, which a key of the ring wraps.

`v1|A256GCM|<key id>|` and then, at fixed lengths: the wrapped data key (nonce, key, tag), the
nonce, the ciphertext with its tag. A fresh data key per record keeps random nonces safe
(NIST SP 800-38D, section 8), and the associated data ties a record to its place.
"""

import json
import secrets
from collections.abc import Mapping
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.keyring import KEY_BYTES, Keyring

VERSION = "v1"
ALGORITHM = "A256GCM"
NONCE_BYTES = 12
TAG_BYTES = 16
WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES


class SealBroken(Exception):
    """Something sealed cannot be opened."""


class UnknownKey(SealBroken):
    """It was sealed under a key that is not in the ring."""


class CannotOpen(SealBroken):
    """It was altered, moved, or sealed under another key: which of these is not told."""

    def __init__(self) -> None:
        super().__init__("the sealed record cannot be opened")


class Sealed(NamedTuple):
    """An envelope's parts."""

    key_id: str
    wrapped_key: bytes
    ciphertext: bytes


def seal(keyring: Keyring, plaintext: bytes, aad: Mapping[str, str]) -> bytes:
    """Seal under the primary key; `aad` names the record's place and must be given to open it."""
    keys = keyring.current()
    bound = _associated(keys.primary, aad)
    data_key = secrets.token_bytes(KEY_BYTES)
    wrapped = _encrypt(keys.keys[keys.primary], data_key, bound)
    return header(keys.primary) + wrapped + _encrypt(data_key, plaintext, bound)


def header(key_id: str) -> bytes:
    """Give what everything sealed under this key begins with."""
    return f"{VERSION}|{ALGORITHM}|{key_id}|".encode()


def open_sealed(keyring: Keyring, sealed: bytes, aad: Mapping[str, str]) -> bytes:
    """Open, or raise `SealBroken`: `UnknownKey` where the ring lacks the key, else `CannotOpen`."""
    parts = _parts(sealed)
    key = keyring.find(parts.key_id)
    if key is None:
        raise UnknownKey("sealed under a key that is not in the ring")
    bound = _associated(parts.key_id, aad)
    data_key = _decrypt(key, parts.wrapped_key, bound)
    return _decrypt(data_key, parts.ciphertext, bound)


def _parts(sealed: bytes) -> Sealed:
    pieces = sealed.split(b"|", 3)
    if len(pieces) != 4 or pieces[:2] != [VERSION.encode(), ALGORITHM.encode()]:
        raise CannotOpen
    rest = pieces[3]
    return Sealed(pieces[2].decode("latin-1"), rest[:WRAPPED_BYTES], rest[WRAPPED_BYTES:])


def _associated(key_id: str, aad: Mapping[str, str]) -> bytes:
    fields = {"version": VERSION, "alg": ALGORITHM, "kid": key_id, "aad": dict(aad)}
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def _encrypt(key: bytes, plaintext: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, bound)


def _decrypt(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        pass
    raise CannotOpen
