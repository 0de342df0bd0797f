"""Addresses: those that every parser reads in the same way, and those on a list of hosts."""

import re
from collections.abc import Collection
from urllib.parse import SplitResult, unquote, urlsplit

LONGEST = 2048
# A host as DNS has it, of at least two labels, the last not a number; a trailing dot is no part.
LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?=.{{1,253}}$)(?:{LABEL}\.)+(?!\d+$)[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?")
PLAIN = re.compile(r"[\x21-\x7e]+")
ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# An encoded dot, slash, backslash, percent or control character may be undone by a server.
UNDONE = re.compile(r"%(?:2e|2f|5c|25|7f|[01][0-9a-f])", re.IGNORECASE)


class UrlRefused(ValueError):
    """The address may not be passed to a platform; the message says why."""


def parse_plain(url: str) -> SplitResult:
    """Split an address that every parser splits in the same way; raises `UrlRefused`."""
    if len(url) > LONGEST:
        raise UrlRefused(f"The address is longer than {LONGEST} characters.")
    if not PLAIN.fullmatch(url) or set(url) & set('\\"<>^`{|}#'):
        raise UrlRefused("The address holds a character that must be percent-encoded.")
    try:
        address = urlsplit(url)
        port = address.port
    except ValueError as error:
        raise UrlRefused("The address cannot be read.") from error
    if "@" in address.netloc or "%" in address.netloc or (port is None and ":" in address.netloc):
        raise UrlRefused("The address must name nothing but a host.")
    if not address.netloc or not address.path.startswith("/"):
        raise UrlRefused("The address must name a host and a path.")
    _check_path(address.path)
    if ESCAPE.search(url):
        raise UrlRefused("The address holds a % that encodes nothing.")
    return address


def _check_path(path: str) -> None:
    """Refuse what could lead out of a prefix once somebody tidies it up."""
    # Some servers cut `;...` off a segment before they look for dots.
    segments = {segment.partition(";")[0] for segment in path.split("/")}
    if UNDONE.search(path) or {".", ".."} & segments or "//" in path:
        raise UrlRefused("The path must not hold dot segments, empty ones, or encoded slashes.")
    try:
        unquote(path, errors="strict")  # an overlong encoding may hide a dot or a slash
    except UnicodeDecodeError as error:
        raise UrlRefused("The path is not UTF-8.") from error


def is_allowed_url(url: str, allowed: Collection[str]) -> bool:
    """Check the host against the list: suffixes over https, or exact `host:port`s over either."""
    # What URL parsers disagree about is refused, so that the host checked is the host called.
    if any(not 0x20 < ord(character) < 0x7F or character in "\\#" for character in url):
        return False
    address = urlsplit(url)
    host = address.netloc.lower()
    if address.scheme in {"http", "https"} and ":" in host and host in allowed:
        return True
    suffixes = tuple(entry for entry in allowed if entry.startswith("."))
    return address.scheme == "https" and "@" not in host and host.endswith(suffixes)


def is_suffix_under(entry: str, suffixes: tuple[str, ...]) -> bool:
    """Tell whether an entry of such a list is a suffix of hosts, which are under one of these."""
    is_suffix = entry.startswith(".") and urlsplit(f"https://x{entry}").hostname == f"x{entry}"
    return is_suffix and entry.endswith(suffixes)
