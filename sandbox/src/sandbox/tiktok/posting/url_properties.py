"""Which addresses the app has proved to own; TikTok fetches only from those."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


class Unfetchable(Exception):
    """TikTok would not fetch from such an address, whoever owns it."""


@dataclass(frozen=True)
class Properties:
    """Verified domains, which cover their sub-domains too, and verified URL prefixes."""

    # https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
    domains: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()

    def cover(self, url: str) -> bool:
        """Whether the address lies on a verified property."""
        host = (urlsplit(url).hostname or "").rstrip(".")
        by_domain = any(host == one or host.endswith(f".{one}") for one in self.domains)
        return by_domain or any(url.startswith(prefix) for prefix in self.prefixes)


def verified(domains: Iterable[str], prefixes: Iterable[str], http: bool) -> Properties:
    """Raise ValueError for what the portal would not verify; a prefix always ends in a slash."""
    slashed = tuple(prefix if prefix.endswith("/") else f"{prefix}/" for prefix in prefixes)
    for prefix in slashed:
        parts = urlsplit(prefix)
        if not http and (parts.scheme != "https" or _is_address(parts.hostname or "")):
            raise ValueError(f"{prefix!r}: a prefix is https and its host no IP address")
    lowered = tuple(domain.lower().rstrip(".") for domain in domains)
    for domain in lowered:
        if not domain or "/" in domain or ":" in domain or _is_address(domain):
            raise ValueError(f"{domain!r} is not a domain")
    return Properties(lowered, slashed)


def check_fetchable(url: str, http: bool) -> None:
    """Raise Unfetchable for an address that is not https; `http` allows plain http too."""
    try:
        parts = urlsplit(url)
        hidden = _hides_its_target(url, parts)
    except ValueError as error:
        raise Unfetchable(f"{url[:200]!r} is malformed") from error
    if parts.scheme != "https" and not (http and parts.scheme == "http"):
        raise Unfetchable("The URL must be https")
    if hidden:
        raise Unfetchable("The URL is invalid")


def _hides_its_target(url: str, parts: SplitResult) -> bool:
    odd = any(character.isspace() or character == "\\" for character in url)
    climbs = "/../" in f"{parts.path}/"
    no_port = parts.port == 0
    return odd or climbs or no_port or not parts.hostname or "@" in parts.netloc


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
