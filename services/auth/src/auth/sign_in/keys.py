"""The Ed25519 keys that sessions are signed with, as JWK sets (RFC 8037)."""

import hashlib
import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt import PyJWK


def new_keys(private_file: Path, public_file: Path) -> str:
    """Write a new private and public key set; gives the key id, or raises FileExistsError."""
    for path in (private_file, public_file):
        if path.exists():
            raise FileExistsError(f"{path} exists; it is not overwritten")
    private = Ed25519PrivateKey.generate()
    point = _text(private.public_key().public_bytes_raw())
    public = {"kty": "OKP", "crv": "Ed25519", "x": point}
    described = {**public, "kid": thumbprint(point), "use": "sig", "alg": "EdDSA"}
    _write(private_file, {**described, "d": _text(private.private_bytes_raw())}, 0o600)
    _write(public_file, described, 0o644)
    return described["kid"]


def thumbprint(point: str) -> str:
    """Make the key id from the public key itself (RFC 7638), so that no two keys share one."""
    canonical = f'{{"crv":"Ed25519","kty":"OKP","x":"{point}"}}'
    return _text(hashlib.sha256(canonical.encode()).digest())


class SigningKey:
    """The first private key of a set: new sessions are signed with it alone."""

    def __init__(self, key: PyJWK) -> None:
        self._key = key

    @classmethod
    def load(cls, path: Path) -> "SigningKey":
        """Read a private JWK set; raises ValueError where its first key cannot sign."""
        first = orjson.loads(path.read_bytes())["keys"][0]
        if first.get("crv") != "Ed25519" or not first.get("d") or not first.get("kid"):
            raise ValueError(f"{path}: the first key is not a private Ed25519 key with a key id")
        return cls(PyJWK(first, algorithm="EdDSA"))

    def sign(self, claims: Mapping[str, object]) -> str:
        """Give the claims as a signed token that names its key."""
        headers = {"kid": self._key.key_id}
        return jwt.encode(dict(claims), self._key.key, algorithm="EdDSA", headers=headers)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _write(path: Path, key: Mapping[str, str], mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps({"keys": [key]}, option=orjson.OPT_INDENT_2) + b"\n")
