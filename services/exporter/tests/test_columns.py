"""Columns follow the contracts, and every record has exactly one row."""

from uuid import UUID

import pyarrow as pa
import pytest
from aiokafka import ConsumerRecord
from hypothesis import given
from hypothesis import strategies as st

from common.event import Event
from exporter.columns import ENVELOPE, EVENTS, LOG, SCHEMAS, TIME, UNREADABLE, column_type, row_of

from .log import connected, delivered, envelope, sampled


def record(value: bytes, headers: list[tuple[str, bytes]]) -> ConsumerRecord:
    """A record as Kafka's client gives it."""
    return ConsumerRecord(
        "t", 1, 7, 1_764_000_000_000, 0, b"key", value, None, 3, len(value), tuple(headers)
    )


def of(event: Event) -> ConsumerRecord:
    """A record of an event."""
    return record(event.value(), [*envelope(event, 3).headers(), *event.extra_headers()])


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
def test_no_field_of_a_contract_has_the_name_of_another_column(event: type[Event]) -> None:
    names = SCHEMAS[event.TYPE].names

    assert len(set(names)) == len(names) == len(LOG) + len(ENVELOPE) + len(event.model_fields)


@pytest.mark.parametrize(
    ("annotation", "column"),
    [
        (UUID, pa.string()),
        (int | None, pa.int64()),
        (list[str], pa.list_(pa.string())),
        (dict[str, float], pa.string()),
    ],
)
def test_a_field_gets_the_column_of_its_type(annotation: object, column: pa.DataType) -> None:
    assert column_type(annotation) == column


def test_the_columns_of_an_event_are_typed() -> None:
    schema = SCHEMAS[connected().TYPE]

    assert schema.field("granted_at").type == TIME
    assert schema.field("scopes").type == pa.list_(pa.string())
    assert SCHEMAS[sampled(1).TYPE].field("view_count").type == pa.int64()
    assert SCHEMAS[delivered().TYPE].field("body").type == pa.binary()


@pytest.mark.parametrize("event", [connected(), sampled(5), delivered()], ids=lambda e: e.TYPE)
def test_a_record_becomes_a_row_of_its_type_and_day(event: Event) -> None:
    row = row_of(of(event))

    table = pa.Table.from_pylist([row.values], schema=SCHEMAS[row.data_set])
    [values] = table.to_pylist()
    assert (row.data_set, str(row.day)) == (event.TYPE, "2026-11-02")
    assert (values["log_topic"], values["log_partition"], values["log_offset"]) == ("t", 1, 7)
    assert (values["ce_sequence"], values["event_day"]) == (3, row.day)
    for name in type(event).model_fields:
        assert values[name] is not None or getattr(event, name) is None


@given(
    st.binary(max_size=50),
    st.lists(st.tuples(st.sampled_from(["ce_id", "ce_type", "odd"]), st.binary(max_size=9))),
)
def test_what_is_no_event_is_kept_as_it_is(value: bytes, headers: list[tuple[str, bytes]]) -> None:
    row = row_of(record(value, headers))

    [values] = pa.Table.from_pylist([row.values], schema=SCHEMAS[row.data_set]).to_pylist()
    assert row.data_set == UNREADABLE
    assert values["value"] == value
    assert [(one["name"], one["value"]) for one in values["headers"]] == headers
    assert values["reason"]
