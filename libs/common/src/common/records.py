"""From a consumed record to an event, or to the reason why it can never be one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from aiokafka import ConsumerRecord

from common.errors import InvalidRecord
from common.event import Catalogue, Delivered, Envelope, Event
from common.publisher import Record

REDRIVEN_FOR = "redriven_for"
"""The header of a record that was appended again for one group only; the others pass it by."""


class ForAnother(Event):
    """What a record holds that was redriven for another group; nobody handles it."""


@dataclass(frozen=True, slots=True)
class Poison:
    """A record that can never be handled, why, and the kind of the reason."""

    record: ConsumerRecord
    reason: str
    kind: str = InvalidRecord.kind

    @classmethod
    def of(cls, delivered: Delivered, error: InvalidRecord) -> "Poison":
        """Make it of a record that was decoded, and that its handler then called invalid."""
        key, value = delivered.key.encode(), delivered.value
        record = ConsumerRecord(
            topic=delivered.topic,
            partition=delivered.partition,
            offset=delivered.offset,
            timestamp=0,
            timestamp_type=0,
            key=key,
            value=value,
            checksum=None,
            serialized_key_size=len(key),
            serialized_value_size=len(value),
            headers=tuple(delivered.headers.items()),
        )
        return cls(record, str(error), error.kind)

    def dead_letter(self, group: str) -> Record:
        """Give the dead letter: the record unchanged, with its origin and the reason as headers."""
        record = self.record
        origin = {
            "dlq_kind": self.kind,
            "dlq_reason": self.reason,
            "dlq_topic": record.topic,
            "dlq_partition": str(record.partition),
            "dlq_offset": str(record.offset),
            "dlq_group": group,
        }
        headers = [*record.headers, *((name, text.encode()) for name, text in origin.items())]
        key = (record.key or b"").decode(errors="replace")
        return Record(f"{record.topic}.{group}.dlq", key, record.value or b"", headers)


def read_record(
    catalogue: Catalogue, record: ConsumerRecord, group: str = ""
) -> Delivered | Poison:
    """Decode a record, or give the reason why that is impossible.

    One that was redriven for another group than the reader's holds `ForAnother`.
    """
    headers = dict(record.headers)
    if None in headers.values():
        headers = {name: value or b"" for name, value in record.headers}
    try:
        envelope = Envelope.read(headers)
        if REDRIVEN_FOR in headers and headers[REDRIVEN_FOR] != group.encode():
            event: Event = ForAnother()
        else:
            event = catalogue.decode(envelope.type, headers, record.value)
    except InvalidRecord as error:
        return Poison(record, str(error), error.kind)
    key = (record.key or b"").decode(errors="replace")
    value = record.value or b""
    return Delivered(
        record.topic, record.partition, record.offset, key, envelope, event, headers, value
    )


def runs(read: Sequence[Delivered | Poison]) -> Iterator[list[Delivered] | Poison]:
    """Cut a batch into runs of good records and single poison ones, in order."""
    for poisoned, group in groupby(read, key=lambda item: isinstance(item, Poison)):
        if poisoned:
            yield from (item for item in group if isinstance(item, Poison))
        else:
            yield [item for item in group if isinstance(item, Delivered)]
