"""What a dead-letter topic holds, and the record that a redriven letter becomes; no I/O."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Self

from aiokafka import ConsumerRecord

from common.errors import InvalidRecord, InvalidRequest
from common.event import Envelope
from common.records import REDRIVEN_FOR

REDRIVEN_FROM = "redriven_from"
"""The header that names the record which a redriven one stands for."""
PLACE = re.compile(r"(?P<topic>[^/]+)/(?P<partition>[0-9]{1,9})/(?P<offset>[0-9]{1,18})")
ADDED = ("dlq_kind", "dlq_reason", "dlq_topic", "dlq_partition", "dlq_offset", "dlq_group")
NullableHeaders = tuple[tuple[str, bytes | None], ...]


class NotRedrivable(InvalidRequest):
    """The letter, or what would be made of it, could be read by no reader of the topic."""

    kind = "not-redrivable"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a record stands; as text `topic/partition/offset`."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read it back; raises ValueError, saying what it must be."""
        found = PLACE.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not topic/partition/offset")
        return cls(found["topic"], int(found["partition"]), int(found["offset"]))


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that a group could never handle, as it was, and why.

    `origin` and `group` are None in what somebody has put into the topic by hand. `value` is empty
    where it was left out for the sake of a list; `size` is that of the whole value.
    """

    place: Place
    at: datetime
    origin: Place | None
    group: str | None
    kind: str | None
    reason: str
    key: bytes | None
    headers: NullableHeaders
    value: bytes
    size: int

    @classmethod
    def of(cls, record: ConsumerRecord) -> Self:
        """Read a record of a dead-letter topic; none is refused."""
        named = {name: (value or b"").decode(errors="replace") for name, value in record.headers}
        value = record.value or b""
        return cls(
            Place(record.topic, record.partition, record.offset),
            datetime.fromtimestamp(record.timestamp / 1000, UTC),
            _origin(named),
            named.get("dlq_group"),
            named.get("dlq_kind"),
            named.get("dlq_reason", "it has no dlq_reason: no consumer has written it"),
            record.key,
            tuple(one for one in record.headers if one[0] not in ADDED),
            value,
            len(value),
        )

    def brief(self) -> Self:
        """Leave the value out."""
        return replace(self, value=b"")

    @property
    def key_text(self) -> str:
        """The key, as far as it is text."""
        return (self.key or b"").decode(errors="replace")

    @property
    def type(self) -> str | None:
        """What `ce_type` says, if there is one."""
        found = dict(self.headers).get("ce_type")
        return found.decode(errors="replace") if found else None


def _origin(named: Mapping[str, str]) -> Place | None:
    try:
        return Place(named["dlq_topic"], int(named["dlq_partition"]), int(named["dlq_offset"]))
    except (KeyError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Edit:
    """What is put right before a letter is redriven: another value, headers; None removes one."""

    value: bytes | None = None
    headers: Mapping[str, bytes | None] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        return self.value is not None or bool(self.headers)


@dataclass(frozen=True, slots=True)
class Redriven:
    """The record that stands for a refused one, in the refused one's own partition."""

    origin: Place
    group: str
    key: bytes | None
    value: bytes
    headers: NullableHeaders

    @classmethod
    def of(cls, letter: DeadLetter, edit: Edit) -> Self:
        """Make it; raises `NotRedrivable` where the envelope is still not one.

        Every other group must be able to tell that it is not meant: so its envelope is readable.
        """
        if letter.origin is None or letter.group is None:
            raise NotRedrivable(f"{letter.place} does not say where it came from.")
        value = letter.value if edit.value is None else edit.value
        headers = (*_edited(letter.headers, edit.headers), *_marks(letter.origin, letter.group))
        try:
            Envelope.read({name: text or b"" for name, text in headers})
        except InvalidRecord as error:
            raise NotRedrivable(f"{letter.place} is no event yet: {error}.") from error
        return cls(letter.origin, letter.group, letter.key, value, headers)

    def is_in(self, record: ConsumerRecord) -> bool:
        """Tell whether a record of the log is this one, appended before."""
        marks = dict(_marks(self.origin, self.group))
        return marks.items() <= dict(record.headers).items()


def _marks(origin: Place, group: str) -> NullableHeaders:
    return ((REDRIVEN_FOR, group.encode()), (REDRIVEN_FROM, str(origin).encode()))


def _edited(
    headers: NullableHeaders, changes: Mapping[str, bytes | None]
) -> Iterator[tuple[str, bytes | None]]:
    """Keep what is not changed; what a former redriving has marked is marked anew."""
    for name, value in headers:
        if name not in changes and name not in (REDRIVEN_FOR, REDRIVEN_FROM):
            yield name, value
    yield from ((name, value) for name, value in changes.items() if value is not None)
