"""Searching for secrets in everything that a stack leaves behind."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping

# What the sandbox issues holds this marker and random letters, whatever stands around them.
CORE = re.compile(r"cnry[A-Za-z0-9]+")
SHORTEST = 16


def forms(secret: str) -> set[bytes]:
    """Give how a secret may be written: as it is, in hex, or anywhere inside base64."""
    found = CORE.search(secret)
    core = (found[0] if found else secret).encode()
    if len(core) < SHORTEST:
        raise ValueError("too short to search for: it would be found by chance")
    return {core, core.hex().encode(), *_in_base64(core)}


def _in_base64(core: bytes) -> Iterator[bytes]:
    """Base64 takes three bytes at a time: leave out what the neighbours would change."""
    for before in range(3):
        text = base64.b64encode(b"\0" * before + core).rstrip(b"=")
        yield text[(before * 8 + 5) // 6 : -1]


def leaks(secrets: Iterable[str], places: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Give where each secret was found; of the secret itself only the beginning is told."""
    found: dict[str, list[str]] = {}
    for secret in secrets:
        written = forms(secret)
        where = [name for name, held in places.items() if any(form in held for form in written)]
        if where:
            found[f"{secret[:12]}…"] = where
    return found
