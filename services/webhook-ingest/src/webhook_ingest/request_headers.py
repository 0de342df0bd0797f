"""The request headers that are kept beside a delivery: none of them holds a credential."""

from collections.abc import Iterator, Mapping

from contracts.webhooks import ReceivedHeader

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


def kept(headers: Mapping[str, str], of_platform: frozenset[str]) -> list[ReceivedHeader]:
    """Give the headers to keep, named and ordered as they came; long values are cut.

    `of_platform` are the names, in lower case, that the platform adds to `KEPT`.
    """
    names = KEPT | of_platform
    found = (
        ReceivedHeader(name=name, value=_text(value)[:LONGEST_VALUE])
        for name, value in headers.items()
        if name.lower() in names
    )
    return list(_while_they_fit(found))


def _text(value: str) -> str:
    # A header's bytes need not be UTF-8, a record's text must be.
    return value.encode(errors="replace").decode()


def _while_they_fit(found: Iterator[ReceivedHeader]) -> Iterator[ReceivedHeader]:
    left = MOST_BYTES
    for header in found:
        left -= len(header.model_dump_json().encode()) + 1
        if left < 0:
            return
        yield header
