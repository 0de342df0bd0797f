"""The request headers that are kept beside a delivery: none of them holds a credential."""

from collections.abc import Container, Mapping

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


def kept(headers: Mapping[str, str], names: Container[str]) -> bytes:
    """Give the headers of these names, as they came, as the JSON of a record's header.

    `names` are in lower case. Long values are cut, and the last headers are left out where all are
    too many. The bytes are those that `contracts.webhooks.ReceivedHeader` makes.
    """
    found = [
        {"name": name, "value": _text(value)[:LONGEST_VALUE]}
        for name, value in headers.items()
        if name.lower() in names
    ]
    while len(made := orjson.dumps(found)) > MOST_BYTES:
        found.pop()
    return made


def _text(value: str) -> str:
    # A header's bytes need not be UTF-8, a record's text must be.
    return value if value.isascii() else value.encode(errors="replace").decode()
