"""Judges the form of addresses that users give: Meta fetches them, and Postlog never does."""

from instagram.errors import MediaRefused
from platforms.addresses import UrlRefused, parse_plain

NEXT = "Give a public https address that opens without a login, or upload the file to Postlog."


def check_given_address(url: str, schemes: frozenset[str] = frozenset({"https"})) -> None:
    """Raise `MediaRefused` for an address that Meta would not fetch, or not as it is written.

    A development installation may allow `http` too, for a sandbox on the same machine.
    """
    try:
        address = parse_plain(url)
    except UrlRefused as error:
        raise MediaRefused(f"{error} {NEXT}") from error
    if address.scheme not in schemes:
        raise MediaRefused(f"The address must begin with https://. {NEXT}")
