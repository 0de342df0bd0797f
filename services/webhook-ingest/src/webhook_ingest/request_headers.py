"""The request headers that are kept beside a delivery: none of them holds a credential."""

from collections.abc import Iterator, Mapping

import orjson

KEPT = frozenset(
    {
        "content-length",
        "content-type",
        "date",
        "traceparent",
        "user-agent",
        "x-request-id",
    }
)
LONGEST_VALUE = 1_024
# In bytes of JSON. With the largest body they still fit into a record.
MOST_BYTES = 8_192


def kept(headers: Mapping[str, str], of_platform: frozenset[str]) -> bytes:
    """Give the headers to keep, named and ordered as they came, as the JSON of a record's header.

    `of_platform` are the names, in lower case, that the platform adds to `KEPT`. Long values are
    cut. The bytes are those that `contracts.webhooks.ReceivedHeader` makes.
    """
    found = (
        _json(name, value)
        for name, value in headers.items()
        if (lower := name.lower()) in KEPT or lower in of_platform
    )
    return b"[" + b",".join(_while_they_fit(found)) + b"]"


def _json(name: str, value: str) -> bytes:
    # A header's bytes need not be UTF-8, a record's text must be.
    text = value if value.isascii() else value.encode(errors="replace").decode()
    return orjson.dumps({"name": name, "value": text[:LONGEST_VALUE]})


def _while_they_fit(found: Iterator[bytes]) -> Iterator[bytes]:
    left = MOST_BYTES
    for header in found:
        left -= len(header) + 1
        if left < 0:
            return
        yield header
