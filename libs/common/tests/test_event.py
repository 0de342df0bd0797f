"""Envelopes and events: what is written is what is read, and nothing else is read."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import InvalidRecord
from common.event import LARGEST, NAMESPACE, Envelope, event_id

from .support import CATALOGUE, Added, envelope

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ZONES = st.builds(timezone, st.timedeltas(-timedelta(hours=23), timedelta(hours=23)))
CENTURY = timedelta(days=36_500)
TIMES = st.timedeltas(-CENTURY, CENTURY).map(datetime(2000, 1, 1, tzinfo=UTC).__add__)
ENVELOPES = st.builds(
    Envelope,
    id=TEXT,
    type=TEXT,
    source=TEXT,
    subject=TEXT,
    time=st.builds(datetime.astimezone, TIMES, st.just(UTC) | ZONES),
    sequence=st.none() | st.integers(0, LARGEST),
    correlation_id=st.none() | TEXT,
    causation_id=st.none() | TEXT,
    traceparent=st.none() | TEXT,
)
GOOD = dict(envelope(Added(to="t", account="a", number=1)).headers())


@given(ENVELOPES)
def test_an_envelope_survives_its_headers(written: Envelope) -> None:
    assert Envelope.read(dict(written.headers())) == written


@given(ENVELOPES)
def test_the_headers_are_cloudevents_in_binary_mode(written: Envelope) -> None:
    headers = dict(written.headers())

    assert headers["ce_specversion"] == b"1.0"
    assert headers["content-type"] == b"application/json"
    assert headers["ce_time"].endswith(b"Z")


@given(st.builds(Added, to=TEXT, account=TEXT, number=st.integers()))
def test_an_event_survives_its_value(written: Added) -> None:
    headers = dict(envelope(written).headers())

    assert CATALOGUE.decode("probe.Added.v1", headers, written.value()) == written


@pytest.mark.parametrize("name", ["ce_id", "ce_type", "ce_source", "ce_subject", "ce_time"])
def test_a_missing_attribute_is_named(name: str) -> None:
    with pytest.raises(InvalidRecord, match=name):
        Envelope.read({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize(
    "changed",
    [
        {"ce_time": b"yesterday"},
        {"ce_time": b"2026-01-01T00:00:00"},
        {"ce_sequence": b"one"},
        {"ce_sequence": b"-1"},
        {"ce_sequence": str(LARGEST + 1).encode()},
        {"ce_sequence": b"9" * 10_000},
        {"ce_id": b"\xff"},
    ],
)
def test_a_malformed_attribute_is_refused(changed: dict[str, bytes]) -> None:
    with pytest.raises(InvalidRecord, match="malformed"):
        Envelope.read(GOOD | changed)


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.binary()))
def test_no_headers_do_anything_but_decode_or_be_refused(changed: dict[str, bytes]) -> None:
    try:
        Envelope.read(GOOD | changed)
    except InvalidRecord:
        return


def test_an_unknown_field_is_ignored_and_an_unknown_type_is_not() -> None:
    value = b'{"to": "t", "account": "a", "number": 1, "later": true}'

    assert CATALOGUE.decode("probe.Added.v1", {}, value) == Added(to="t", account="a", number=1)
    with pytest.raises(InvalidRecord, match="unknown type"):
        CATALOGUE.decode("probe.Added.v2", {}, value)


@pytest.mark.parametrize(
    "value", [None, b"", b"\xff", b"[]", b'{"number": "SECRET"}', b"[" * 9_000]
)
def test_an_undecodable_value_is_refused_without_repeating_it(value: bytes | None) -> None:
    with pytest.raises(InvalidRecord) as refused:
        CATALOGUE.decode("probe.Added.v1", {}, value)

    assert "SECRET" not in f"{refused.value}{refused.value.__cause__}"


def test_the_same_cause_makes_the_same_id() -> None:
    assert event_id("/auth", "a", 1) == event_id("/auth", "a", 1) == event_id("/auth", "a", "1")
    assert (
        len({event_id("/auth", "a", 1), event_id("/auth", "a", 2), event_id("/crm", "a", 1)}) == 3
    )


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")), st.integers())
def test_an_id_is_a_uuid_of_version_5(source: str, subject: str, identity: int) -> None:
    name = f"{source}|{subject}|{identity}"

    assert event_id(source, subject, identity) == str(uuid5(NAMESPACE, name))
