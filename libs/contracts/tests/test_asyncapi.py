"""The AsyncAPI document: whole, and every reference in it leads somewhere."""

import json
from collections.abc import Iterator
from functools import reduce
from typing import Any

from pydantic import JsonValue

from contracts.asyncapi import TOPICS, asyncapi
from contracts.schemas import ASYNCAPI, EVENTS

DOCUMENT: Any = json.loads(json.dumps(asyncapi(EVENTS)))


def references(value: JsonValue) -> Iterator[str]:
    """Find every `$ref`."""
    if isinstance(value, dict):
        found = value.get("$ref")
        yield from [found] if isinstance(found, str) else []
        for inner in value.values():
            yield from references(inner)


def resolved(reference: str) -> object:
    """Follow one reference, inside the document or to a file beside it."""
    file, _, pointer = reference.partition("#/")
    if file:
        return json.loads((ASYNCAPI.parent / file).read_text())
    return reduce(lambda found, step: found[step], pointer.split("/"), DOCUMENT)


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))

    assert len(found) > len(EVENTS)
    assert all(resolved(reference) for reference in found)


def test_every_topic_is_a_channel_and_every_type_stands_in_one() -> None:
    channels = DOCUMENT["channels"]

    assert list(channels) == [topic.name for topic in TOPICS]
    assert {event.TYPE for event in EVENTS} == {
        name for channel in channels.values() for name in channel["messages"]
    }


def test_who_writes_and_who_reads_is_told() -> None:
    operations = DOCUMENT["operations"]

    assert operations["webhook-ingest.send.webhooks.tiktok.v1"] == {
        "action": "send",
        "channel": {"$ref": "#/channels/webhooks.tiktok.v1"},
    }
    assert "crm-projector.receive.accounts.v1" in operations
