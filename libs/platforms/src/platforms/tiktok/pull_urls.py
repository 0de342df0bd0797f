"""Which addresses TikTok may be asked to fetch: https, plainly written, on a verified property.

Nothing here resolves or fetches anything: an address is passed on unchanged, or refused.
https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
"""

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
    """The address may not be passed to TikTok; the message says why."""


def check_pull_url(url: str, verified: Collection[str]) -> None:
    """Return for an address on a verified property; raise `UrlRefused` for any other.

    `verified` holds domains (`example.com`, with its sub-domains) and prefixes
    (`https://example.com/videos/`).
    """
    address = _parsed(url)
    if _under_prefix(url, verified):
        return
    if address.scheme != "https" or address.netloc != address.hostname:
        raise UrlRefused("The address must begin with https:// and name a host, without a port.")
    if not HOST.fullmatch(address.netloc):
        raise UrlRefused("The address must name a host by its DNS name in lower case.")
    if not any(_covers(domain, address.netloc) for domain in verified if "/" not in domain):
        raise UrlRefused("TikTok has not verified that this address belongs to us.")


def check_verified(entry: str, *, allow_http: bool) -> None:
    """Check an entry of `TIKTOK_VERIFIED_URL_PREFIXES`; raise ValueError where it is none."""
    if "/" not in entry:
        if not HOST.fullmatch(entry):
            raise ValueError(f"{entry!r} is no domain in lower case")
        return
    address = _parsed(entry)
    if not entry.endswith("/") or address.query:
        raise ValueError(f"the prefix {entry!r} must end in a slash")
    if allow_http and address.scheme == "http":
        return
    if address.scheme != "https" or not HOST.fullmatch(address.netloc):
        raise ValueError(f"the prefix {entry!r} must be https:// and a DNS name")


def _parsed(url: str) -> SplitResult:
    """Split an address that every parser splits in the same way."""
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


def _under_prefix(url: str, verified: Collection[str]) -> bool:
    prefixes = tuple(entry for entry in verified if "/" in entry)
    return url.startswith(prefixes) and url not in prefixes


def _covers(domain: str, host: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
