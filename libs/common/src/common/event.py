"""Events and commands, and their CloudEvents 1.0 envelope in Kafka's binary mode.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from typing import ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import UnknownType, UnreadableRecord

NAMESPACE = UUID("6f0f3c9e-6a0c-5b53-9d4f-6f6f0c2d7b11")
NAMESPACE_BYTES = NAMESPACE.bytes
# The two highest bits are 10: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5
VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))

Headers = list[tuple[str, bytes]]
LARGEST = 2**63 - 1  # of a bigint column


class Event(BaseModel):
    """A fact, or a command; what it says, without the envelope it travels in."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    TYPE: ClassVar[str]
    TOPIC: ClassVar[str]

    @property
    def topic(self) -> str:
        """Where it is published."""
        return self.TOPIC

    @property
    def key(self) -> str:
        """What keeps its story in order: the records of one key stand in one partition."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """The aggregate whose sequence it carries."""
        return self.key

    def value(self) -> bytes:
        """Its JSON, as a record's value."""
        return self.model_dump_json().encode()

    def extra_headers(self) -> Headers:
        """Headers beside the envelope's; none for most."""
        return []

    @classmethod
    def from_record(cls, _headers: Mapping[str, bytes], value: bytes) -> Self:
        """Read it back; raises pydantic's ValidationError."""
        return cls.model_validate_json(value)


@dataclass(slots=True)
class Envelope:
    """Who says it, about what, when, and why: the `ce_*` headers.

    Nobody changes it. It is not frozen, as that makes it ten times slower to make.
    """

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    sequence: int | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None

    def headers(self) -> Headers:
        """Give the record headers; attributes without a value are left out."""
        values = (
            ("ce_specversion", "1.0"),
            ("ce_id", self.id),
            ("ce_type", self.type),
            ("ce_source", self.source),
            ("ce_subject", self.subject),
            ("ce_time", time_text(self.time)),
            ("ce_sequence", None if self.sequence is None else str(self.sequence)),
            ("ce_correlationid", self.correlation_id),
            ("ce_causationid", self.causation_id),
            ("traceparent", self.traceparent),
            ("content-type", "application/json"),
        )
        return [(name, value.encode()) for name, value in values if value is not None]

    @classmethod
    def read(cls, headers: Mapping[str, bytes]) -> Self:
        """Read the `ce_*` headers; raises `UnreadableRecord`: one is missing or malformed."""
        try:
            return cls(
                headers["ce_id"].decode(),
                headers["ce_type"].decode(),
                headers["ce_source"].decode(),
                headers["ce_subject"].decode(),
                _time(headers["ce_time"].decode()),
                _sequence(headers.get("ce_sequence")),
                _text(headers.get("ce_correlationid")),
                _text(headers.get("ce_causationid")),
                _text(headers.get("traceparent")),
            )
        except KeyError as error:
            raise UnreadableRecord(f"header {error} is missing") from error
        except ValueError as error:
            raise UnreadableRecord(f"a ce_* header is malformed: {error}") from error


def time_text(time: datetime) -> str:
    """Write a time as CloudEvents do."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("ce_time has no offset from UTC")
    return time


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def _sequence(text: bytes | None) -> int | None:
    if text is None:
        return None
    sequence = int(text)
    if not 0 <= sequence <= LARGEST:
        raise ValueError("ce_sequence is out of range")
    return sequence


def event_id(source: str, subject: str, identity: str | int) -> str:
    """Make the same id from the same cause: for a sequence, or a platform's own identity.

    It is the UUID of version 5 that `uuid.uuid5` makes, which takes four times as long.
    """
    name = NAMESPACE_BYTES + f"{source}|{subject}|{identity}".encode()
    made = sha1(name, usedforsecurity=False).hexdigest()
    return f"{made[:8]}-{made[8:12]}-5{made[13:16]}-{VARIANT[made[16]]}{made[17:20]}-{made[20:32]}"


@dataclass(slots=True)
class Delivered:
    """One consumed record, decoded, with its place in the log; like its envelope, never changed."""

    topic: str
    partition: int
    offset: int
    key: str
    envelope: Envelope
    event: Event
    headers: Mapping[str, bytes]
    value: bytes


class Catalogue:
    """The types that a consumer knows; what is not in it can never be handled."""

    def __init__(self, types: Iterable[type[Event]]) -> None:
        self._types = {event.TYPE: event for event in types}

    def decode(self, type_name: str, headers: Mapping[str, bytes], value: bytes | None) -> Event:
        """Read the event of this type; raises `UnknownType` or `UnreadableRecord`."""
        known = self._types.get(type_name)
        if known is None:
            raise UnknownType(f"unknown type {type_name!r}")
        try:
            return known.from_record(headers, value or b"")
        except (ValidationError, KeyError, ValueError) as error:
            reason = f"{type_name} cannot be read: {type(error).__name__}"
            raise UnreadableRecord(reason) from error
