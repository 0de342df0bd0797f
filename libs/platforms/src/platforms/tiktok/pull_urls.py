"""Which addresses TikTok may be asked to fetch: https, plainly written, on a verified property.

Nothing here resolves or fetches anything: an address is passed on unchanged, or refused.
https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
"""

from collections.abc import Collection

from platforms.addresses import HOST, UrlRefused, parse_plain


def check_pull_url(url: str, verified: Collection[str]) -> None:
    """Return for an address on a verified property; raise `UrlRefused` for any other.

    `verified` holds domains (`example.com`, with its sub-domains) and prefixes
    (`https://example.com/videos/`).
    """
    address = parse_plain(url)
    if _under_prefix(url, verified):
        return
    if address.scheme != "https" or address.netloc != address.hostname:
        raise UrlRefused("The address must begin with https:// and name a host, without a port.")
    if not HOST.fullmatch(address.netloc):
        raise UrlRefused("The address must name a host by its DNS name in lower case.")
    if not any(_covers(domain, address.netloc) for domain in verified if "/" not in domain):
        raise UrlRefused("The address is not on a domain that this Postlog lets TikTok fetch from.")


def check_verified(entry: str, *, allow_http: bool) -> None:
    """Check an entry of `TIKTOK_VERIFIED_URL_PREFIXES`; raise ValueError where it is none."""
    if "/" not in entry:
        if not HOST.fullmatch(entry):
            raise ValueError(f"{entry!r} is no domain in lower case")
        return
    address = parse_plain(entry)
    if not entry.endswith("/") or address.query:
        raise ValueError(f"the prefix {entry!r} must end in a slash")
    if allow_http and address.scheme == "http":
        return
    if address.scheme != "https" or not HOST.fullmatch(address.netloc):
        raise ValueError(f"the prefix {entry!r} must be https:// and a DNS name")


def _under_prefix(url: str, verified: Collection[str]) -> bool:
    prefixes = tuple(entry for entry in verified if "/" in entry)
    return url.startswith(prefixes) and url not in prefixes


def _covers(domain: str, host: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
