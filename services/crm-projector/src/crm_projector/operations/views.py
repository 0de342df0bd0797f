"""What is shown of dead letters and consumers, on the command line as by HTTP."""

import base64
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Self

from pydantic import Field

from common.dead_letters import Place
from crm_projector.operations.consumers import Lag
from crm_projector.operations.letters import Seen
from crm_projector.operations.redrives import Redrive
from crm_projector.read.views import View


class RecordPlace(View):
    """Where a record stands in the log."""

    topic: str
    partition: int
    offset: int

    @classmethod
    def of(cls, place: Place) -> Self:
        """Show it."""
        return cls(topic=place.topic, partition=place.partition, offset=place.offset)


class RedriveView(View):
    """A redriving; without `offset` it was begun, and nobody knows yet whether Kafka has it."""

    requested_by: str
    requested_at: datetime
    redriven_at: datetime | None
    offset: int | None = Field(description="Where the record stands now, in its origin's partition")
    is_edited: bool

    @classmethod
    def of(cls, redrive: Redrive) -> Self:
        """Show it."""
        return cls(
            requested_by=redrive.requested_by,
            requested_at=redrive.requested_at,
            redriven_at=redrive.redriven_at,
            offset=redrive.redriven_offset,
            is_edited=redrive.is_edited,
        )


class DeadLetterView(RecordPlace):
    """A record that a consumer could never handle; `origin` is where it stands in its topic.

    `kind` is `unreadable-record`, `unknown-type`, `unstorable-record` or `invalid-record`; letters
    from before kinds were written have none.
    """

    at: datetime
    group: str | None
    origin: RecordPlace | None
    kind: str | None
    reason: str
    type: str | None = Field(description="The `ce_type` that the record says it has")
    key: str
    size: int = Field(description="Bytes of the value")
    redrive: RedriveView | None


class DeadLetters(View):
    """A page of them, newest first."""

    dead_letters: list[DeadLetterView]
    next_cursor: str | None


class RecordHeader(View):
    """A header of a record; `value` is text as far as it can be, and None where there is none."""

    name: str
    value: str | None
    value_base64: str | None


class DeadLetterDetail(DeadLetterView):
    """One of them whole: `value_base64` holds the bytes, `value` the same as text."""

    headers: list[RecordHeader]
    value: str
    value_base64: str


class PartitionLag(View):
    """One partition of a topic, as one group has read it.

    `position` is what the group told Kafka, None where it never did: a consumer moves the offset in
    its own table first and tells Kafka right after, so the lag is an upper bound.
    """

    partition: int
    position: int | None
    end: int
    lag_records: int
    lag_seconds: float = Field(description="Age of the first record that is not settled; 0 without")


class TopicLag(View):
    """A topic that a group reads: all its records behind, and the age of the oldest of them."""

    group: str
    topic: str
    lag_records: int
    lag_seconds: float
    partitions: list[PartitionLag]


class ConsumersView(View):
    """Every consumer group of every service, in every topic that it reads."""

    observed_at: datetime
    consumers: list[TopicLag]

    @classmethod
    def of(cls, lags: Sequence[Lag], observed_at: datetime) -> Self:
        """Put the partitions of a group and topic together."""
        consumers = [
            _topic_lag(group, topic, list(found))
            for (group, topic), found in groupby(lags, lambda lag: (lag.group, lag.partition.topic))
        ]
        return cls(observed_at=observed_at, consumers=consumers)


def _topic_lag(group: str, topic: str, lags: Sequence[Lag]) -> TopicLag:
    return TopicLag(
        group=group,
        topic=topic,
        lag_records=sum(lag.records for lag in lags),
        lag_seconds=max(lag.seconds for lag in lags),
        partitions=[
            PartitionLag(
                partition=lag.partition.partition,
                position=lag.position,
                end=lag.end,
                lag_records=lag.records,
                lag_seconds=lag.seconds,
            )
            for lag in lags
        ],
    )


def shown(seen: Seen) -> DeadLetterView:
    """Show a letter in a list."""
    return DeadLetterView.model_validate(_fields(seen))


def shown_whole(seen: Seen) -> DeadLetterDetail:
    """Show a letter with its bytes."""
    value = seen.letter.value
    headers = [
        RecordHeader(name=name, value=_text(one), value_base64=_base64(one))
        for name, one in seen.letter.headers
    ]
    whole = {"headers": headers, "value": _text(value), "value_base64": _base64(value)}
    return DeadLetterDetail.model_validate(_fields(seen) | whole)


def _fields(seen: Seen) -> dict[str, object]:
    letter = seen.letter
    return {
        **RecordPlace.of(letter.place).model_dump(),
        "at": letter.at,
        "group": letter.group,
        "origin": RecordPlace.of(letter.origin) if letter.origin else None,
        "kind": letter.kind,
        "reason": letter.reason,
        "type": letter.type,
        "key": letter.key_text,
        "size": letter.size,
        "redrive": RedriveView.of(seen.redrive) if seen.redrive else None,
    }


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode(errors="replace")


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()
