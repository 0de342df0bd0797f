"""The columns of an event type, typed as its contract says, and the row of a record; no I/O."""

import types
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import pyarrow as pa
from aiokafka import ConsumerRecord
from pydantic_core import to_json

from common.errors import InvalidRecord
from common.event import Catalogue, Envelope, Event
from common.records import REDRIVEN_FOR
from contracts import accounts, webhooks
from contracts.providers import PROVIDERS

TIME = pa.timestamp("us", tz="UTC")
HEADERS = pa.list_(pa.struct([("name", pa.string()), ("value", pa.binary())]))
UNREADABLE = "unreadable"
"""The data set of records that are no event, or of a type that the contracts do not know."""
EVENTS: tuple[type[Event], ...] = (
    *accounts.EVENTS,
    *(event for provider in PROVIDERS for event in provider.events),
    *webhooks.EVENTS,
)
CATALOGUE = Catalogue(EVENTS)
ERASED = accounts.AccountErased.TYPE
LOG = [
    pa.field("log_topic", pa.string(), nullable=False),
    pa.field("log_partition", pa.int32(), nullable=False),
    pa.field("log_offset", pa.int64(), nullable=False),
    pa.field("log_time", TIME, nullable=False),
    pa.field("event_day", pa.date32(), nullable=False),
    pa.field("log_key", pa.string()),
]
ENVELOPE = [
    pa.field("redriven_for", pa.string()),
    pa.field("ce_id", pa.string()),
    pa.field("ce_source", pa.string()),
    pa.field("ce_subject", pa.string()),
    pa.field("ce_time", TIME),
    pa.field("ce_sequence", pa.int64()),
    pa.field("ce_correlationid", pa.string()),
    pa.field("ce_causationid", pa.string()),
]
PLAIN: Mapping[object, pa.DataType] = {
    str: pa.string(),
    UUID: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    bytes: pa.binary(),
    datetime: TIME,
    list[str]: pa.list_(pa.string()),
    list[UUID]: pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A record as a row of its data set, and the day that it belongs to."""

    data_set: str
    day: date
    values: Mapping[str, object]


def is_left_out(row: Row, erased: Collection[object]) -> bool:
    """Tell whether a row is of an erased account; that it was erased is told for ever."""
    return row.data_set != ERASED and row.values.get("account_id") in erased


def column_type(annotation: object) -> pa.DataType:
    """Give the type of a field's column; what is neither a value nor a list of texts is JSON."""
    annotation = _bare(annotation)
    if get_origin(annotation) is Literal:
        return pa.string()
    return PLAIN.get(annotation, pa.string())


def _bare(annotation: object) -> object:
    """Leave out what is no type: None, and the notes of `Annotated`."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _bare(arguments[0])
    if origin in (Union, types.UnionType):
        given = [one for one in arguments if one is not type(None)]
        return _bare(given[0]) if len(given) == 1 else annotation
    return annotation


def _schema(event: type[Event]) -> pa.Schema:
    fields = event.model_fields.items()
    own = [pa.field(name, column_type(field.annotation)) for name, field in fields]
    return pa.schema([*LOG, *ENVELOPE, *own])


SCHEMAS: Mapping[str, pa.Schema] = {
    **{event.TYPE: _schema(event) for event in EVENTS},
    UNREADABLE: pa.schema(
        [
            *LOG,
            pa.field("reason", pa.string()),
            pa.field("headers", HEADERS),
            pa.field("value", pa.binary()),
        ]
    ),
}


def row_of(record: ConsumerRecord) -> Row:
    """Give a record's row; every record has exactly one."""
    headers = {name: value or b"" for name, value in record.headers}
    try:
        envelope = Envelope.read(headers)
        event = CATALOGUE.decode(envelope.type, headers, record.value)
    except InvalidRecord as error:
        return _unreadable(record, str(error))
    day = envelope.time.astimezone(UTC).date()
    redriven_for = headers.get(REDRIVEN_FOR)
    values = {
        **_log(record, day),
        "redriven_for": redriven_for.decode(errors="replace") if redriven_for else None,
        "ce_id": envelope.id,
        "ce_source": envelope.source,
        "ce_subject": envelope.subject,
        "ce_time": envelope.time,
        "ce_sequence": envelope.sequence,
        "ce_correlationid": envelope.correlation_id,
        "ce_causationid": envelope.causation_id,
        **_cells(event, SCHEMAS[envelope.type]),
    }
    return Row(envelope.type, day, values)


def _unreadable(record: ConsumerRecord, reason: str) -> Row:
    day = _written_at(record).date()
    headers = [{"name": name, "value": value} for name, value in record.headers]
    more = {"reason": reason, "headers": headers, "value": record.value}
    return Row(UNREADABLE, day, _log(record, day) | more)


def _log(record: ConsumerRecord, day: date) -> dict[str, object]:
    return {
        "log_topic": record.topic,
        "log_partition": record.partition,
        "log_offset": record.offset,
        "log_time": _written_at(record),
        "event_day": day,
        "log_key": (record.key or b"").decode(errors="replace"),
    }


def _written_at(record: ConsumerRecord) -> datetime:
    return datetime.fromtimestamp(record.timestamp / 1000, UTC)


def _cells(event: Event, schema: pa.Schema) -> dict[str, object]:
    return {
        name: _cell(getattr(event, name), schema.field(name).type)
        for name in type(event).model_fields
    }


def _cell(value: Any, column: pa.DataType) -> object:
    """Give what pyarrow takes for this column."""
    if value is None or isinstance(value, str) or not (column == pa.string() or _is_list(column)):
        return value
    if isinstance(value, UUID):
        return str(value)
    return [str(one) for one in value] if _is_list(column) else to_json(value).decode()


def _is_list(column: pa.DataType) -> bool:
    return bool(pa.types.is_list(column))
