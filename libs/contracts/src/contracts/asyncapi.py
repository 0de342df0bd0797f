"""AsyncAPI 3.0 over the topics and types: who writes what, who reads it, and how it looks.

https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

import re
from collections.abc import Sequence

from pydantic import JsonValue

from common.event import Event
from common.topics import Topic
from contracts.topics import COMMAND_TOPICS, EVENT_TOPICS, SESSIONS
from contracts.webhooks import WebhookReceived

Document = dict[str, JsonValue]
SCHEMAS = "../../libs/contracts/schemas"  # from where the document stands
TOPICS = [*EVENT_TOPICS, SESSIONS, *(topic for topic in COMMAND_TOPICS if topic.key)]
TEXT: Document = {"type": "string"}
ENVELOPE: Document = {
    "type": "object",
    "description": "CloudEvents 1.0 in Kafka's binary mode.",
    "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time"],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": TEXT,
        "ce_type": TEXT,
        "ce_source": TEXT,
        "ce_subject": TEXT,
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_sequence": {"type": "string", "pattern": "^[0-9]+$"},
        "ce_correlationid": TEXT,
        "ce_causationid": TEXT,
        "traceparent": TEXT,
        "content-type": {"const": "application/json"},
    },
}


def asyncapi(events: Sequence[type[Event]]) -> Document:
    """Make the document; a topic without a type of ours is left out."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Postlog", "version": "1", "description": "Every event and command."},
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic, events) for topic in TOPICS},
        "operations": {
            f"{service}.{action}.{topic.name}": {
                "action": action,
                "channel": {"$ref": f"#/channels/{topic.name}"},
            }
            for topic in TOPICS
            for action, services in (("send", topic.written_by), ("receive", topic.read_by))
            for service in services
        },
        "components": {
            "messages": {event.TYPE: _message(event) for event in events},
            "schemas": {"envelope": ENVELOPE},
        },
    }


def events_of(topic: Topic, events: Sequence[type[Event]]) -> list[type[Event]]:
    """Give the types that a topic may hold."""
    pattern = {event: re.escape(event.TOPIC).replace(r"\{provider\}", "[a-z]+") for event in events}
    return [event for event in events if re.fullmatch(pattern[event], topic.name)]


def _channel(topic: Topic, events: Sequence[type[Event]]) -> Document:
    return {
        "address": topic.name,
        "description": f"Key: {topic.key}. {topic.partitions} partitions.",
        "messages": {
            event.TYPE: {"$ref": f"#/components/messages/{event.TYPE}"}
            for event in events_of(topic, events)
        },
    }


def _message(event: type[Event]) -> Document:
    payload: Document = {"$ref": f"{SCHEMAS}/{event.TYPE}.json"}
    if event is WebhookReceived:
        payload = {"description": "The platform's body as it came; the fields are headers."}
    return {
        "name": event.TYPE,
        "summary": (event.__doc__ or "").partition("\n")[0],
        "headers": {"$ref": "#/components/schemas/envelope"},
        "payload": payload,
    }
