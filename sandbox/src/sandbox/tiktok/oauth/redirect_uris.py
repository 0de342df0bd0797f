"""Which redirect URIs an app may register, and which it may then use."""

from collections.abc import Sequence
from typing import Literal
from urllib.parse import SplitResult, urlsplit

AppType = Literal["web", "desktop"]

LOOPBACK = frozenset({"localhost", "127.0.0.1"})
MAX_LENGTH = 511


def check_redirect_uri(uri: str, app_type: AppType) -> None:
    """Raise ValueError where TikTok's portal would refuse to register the address.

    The sandbox is less strict in one point: a web app may register plain http on the loopback,
    since the sandbox is often run on one machine.
    """
    # https://developers.tiktok.com/doc/login-kit-web
    # https://developers.tiktok.com/doc/login-kit-desktop
    # a desktop app may register "*" as its port, which urlsplit would read as a malformed number
    parts = urlsplit(uri.replace(":*", ":1", 1))
    if len(uri) > MAX_LENGTH or not parts.hostname or "#" in uri or parts.query:
        raise ValueError(f"{uri!r} is not an absolute, static address of under 512 characters")
    if app_type == "desktop" and (parts.hostname not in LOOPBACK or parts.port is None):
        raise ValueError(f"{uri!r}: a desktop app names a loopback host and a port")
    if not _has_allowed_scheme(parts):
        raise ValueError(f"{uri!r}: https only, or http on the loopback")


def _has_allowed_scheme(parts: SplitResult) -> bool:
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def is_registered(uri: str, registered: Sequence[str]) -> bool:
    """Equal byte for byte, except the port where a desktop app registered `*`."""
    return any(uri == known or _matches_any_port(uri, known) for known in registered)


def _matches_any_port(uri: str, known: str) -> bool:
    before, star, after = known.partition(":*")
    if not star or not uri.startswith(f"{before}:") or not uri.endswith(after):
        return False
    return uri[len(before) + 1 : len(uri) - len(after)].isdecimal()
