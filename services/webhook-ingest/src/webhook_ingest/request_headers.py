"""The headers of a delivery that are kept beside it: what tells something, and no credential."""

from collections.abc import Iterator, Mapping

from contracts.webhooks import ReceivedHeader

KEPT = frozenset(
    {
        "content-length",
        "content-type",
        "date",
        "tiktok-signature",
        "traceparent",
        "user-agent",
        "x-request-id",
        "x-tt-logid",
    }
)
LONGEST_VALUE = 1_024
# With the largest body they still fit into a record.
MOST_BYTES = 8_192


def kept(headers: Mapping[str, str]) -> list[ReceivedHeader]:
    """Give those of the list, named and ordered as they came; long values are cut."""
    return list(_while_they_fit(_telling(headers)))


def _telling(headers: Mapping[str, str]) -> Iterator[ReceivedHeader]:
    for name, value in headers.items():
        if name.lower() in KEPT:
            yield ReceivedHeader(name=name, value=_text(value)[:LONGEST_VALUE])


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
