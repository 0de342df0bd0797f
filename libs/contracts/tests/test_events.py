"""What every type must be: named, placed, without secrets, and the same after a journey."""

import re
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import InvalidRecord
from common.event import Catalogue, Event
from common.topics import FOREVER
from contracts import accounts, auth, webhooks
from contracts.asyncapi import TOPICS, events_of
from contracts.commands import Command
from contracts.instagram import comments, media, posts
from contracts.personal import PERSONAL
from contracts.schemas import EVENTS
from contracts.tiktok import events as tiktok
from contracts.webhooks import WebhookReceived

ALLOWED = {"sealed_tokens", "avatar_url", "token_version"}  # sealed; public; a counter
STATES = {
    *("InitOutcomeUnknown", "StatusConflict", "PostNoLongerPublic", "PostBecamePublic"),
    *("PublishOutcomeUnknown", "ReplyOutcomeUnknown", "MediaGone"),
}
PARTICIPLES = {"Lost", "Found", "Given", "Hidden", "Withdrawn"}
IMPERSONAL = {
    *("provider", "reason", "effect", "code", "message", "log_id", "digest", "publish_id"),
    *("mode", "source", "privacy_level", "declaration", "platform_status", "fail_reason"),
    *("said", "kept", "platform_post_id", "external_id"),
    *("media_id", "comment_id", "platform_comment_id", "parent_id", "container_id", "page_id"),
    *("media_type", "product_type", "subcode", "fbtrace_id", "location_id", "login"),
    *("access_level", "day"),
    # A delivery as it came is personal as a whole: its body is the record's value.
    *("signature", "pointer", "batch_sha256", "event_type", "name", "value"),
    "platform_user_id",
}
JSON_EVENTS = [event for event in EVENTS if event is not WebhookReceived]
each = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)


@each
def test_a_type_is_named_for_its_module_and_class(event: type[Event]) -> None:
    module = event.__module__.split(".")[1]

    assert re.fullmatch(rf"{module}\.{event.__name__}\.v[1-9][0-9]*", event.TYPE)
    assert event.__doc__


@each
def test_an_event_says_what_happened_and_a_command_what_to_do(event: type[Event]) -> None:
    words = re.findall("[A-Z][a-z]+", event.__name__)
    happened = (
        any(word.endswith("ed") or word in PARTICIPLES for word in words)
        or event.__name__ in STATES
    )

    assert happened is (not issubclass(event, Command))


@each
def test_no_field_is_a_place_for_a_secret(event: type[Event]) -> None:
    suspicious = {
        name
        for name in event.model_fields
        if re.search("token|secret|password|url|key$|verifier|code_", name)
    }

    assert suspicious - {"client_key"} <= ALLOWED


@pytest.mark.parametrize("event", JSON_EVENTS, ids=lambda event: event.TYPE)
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_an_event_without_its_personal_fields_is_still_an_event(
    event: type[Event], data: st.DataObject
) -> None:
    sent = data.draw(st.builds(event))
    left = _without_personal(sent.model_dump(mode="json"), event.model_json_schema())

    read = event.model_validate(left)

    assert _without_personal(read.model_dump(mode="json"), event.model_json_schema()) == left


def _without_personal(value: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Take out every field that the schema marks, in models within models too."""
    definitions = schema.get("$defs", {})

    def kept(model: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
        return {
            name: nested(fields[name], field)
            for name, field in model.items()
            if not _is_personal(fields[name])
        }

    def nested(field: dict[str, Any], value: Any) -> Any:
        for option in (field, *field.get("anyOf", ())):
            name = option.get("$ref", "").rpartition("/")[2]
            if name in definitions and isinstance(value, dict):
                return kept(value, definitions[name]["properties"])
        return value

    return kept(value, schema["properties"])


def _is_personal(field: dict[str, Any]) -> bool:
    return any(option.get(PERSONAL) for option in (field, *field.get("anyOf", ())))


def test_every_text_of_a_topic_kept_for_ever_is_known_to_be_personal_or_not() -> None:
    """A new text field must be marked, or named here as one that tells nothing of a person."""
    kept = {topic.name for topic in TOPICS if topic.retention_ms == FOREVER}
    texts = {
        name
        for event in EVENTS
        for model in (
            event.model_json_schema(),
            *event.model_json_schema().get("$defs", {}).values(),
        )
        for name, field in model.get("properties", {}).items()
        if any(event in events_of(topic, EVENTS) for topic in TOPICS if topic.name in kept)
        and any(
            option.get("type") == "string" and not {"format", "enum"} & option.keys()
            for option in (field, *field.get("anyOf", ()))
        )
        and not _is_personal(field)
    }

    assert texts <= IMPERSONAL


def test_no_two_types_have_one_name() -> None:
    assert len({event.TYPE for event in EVENTS}) == len(EVENTS)


@pytest.mark.parametrize(
    ("owner", "module"),
    [
        ("auth", auth),
        ("tiktok", tiktok),
        ("instagram", posts),
        ("instagram", media),
        ("instagram", comments),
        ("webhook-ingest", webhooks),
    ],
)
def test_only_its_owner_writes_a_type(owner: str, module: object) -> None:
    for event in EVENTS:
        if event.__module__ == getattr(module, "__name__", ""):
            places = [topic for topic in TOPICS if event in events_of(topic, EVENTS)]
            assert {topic.written_by for topic in places} == {(owner,)}


def test_every_provider_service_writes_what_becomes_of_accounts() -> None:
    [topic] = [topic for topic in TOPICS if accounts.AccountConnected in events_of(topic, EVENTS)]

    assert topic.written_by == ("tiktok", "instagram")


@each
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_type_survives_its_journey(event: type[Event], data: st.DataObject) -> None:
    field = event.model_fields.get("provider")
    own = "tiktok" if field and field.is_required() else field and field.default
    provider = {"provider": st.just(own)} if field else {}
    sent = data.draw(st.builds(event, **provider))
    headers = dict(sent.extra_headers())

    assert Catalogue(EVENTS).decode(event.TYPE, headers, sent.value()) == sent
    assert any(event in events_of(topic, EVENTS) for topic in TOPICS if topic.name == sent.topic)


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b'{"a":1,  "a":2}'])
def test_a_webhooks_bytes_are_untouched(body: bytes) -> None:
    sent = WebhookReceived(
        provider="tiktok", platform_user_id="u", external_id="e", verdict="verified", body=body
    )

    read = Catalogue(EVENTS).decode(sent.TYPE, dict(sent.extra_headers()), sent.value())

    assert sent.value() == body
    assert read == sent


@pytest.mark.parametrize("name", ["provider", "platform_user_id", "external_id", "verdict"])
def test_a_webhook_without_a_header_cannot_be_read(name: str) -> None:
    sent = WebhookReceived(
        provider="tiktok", platform_user_id="u", external_id="e", verdict="verified", body=b"{}"
    )
    headers = {key: value for key, value in sent.extra_headers() if key != name}

    with pytest.raises(InvalidRecord):
        Catalogue(EVENTS).decode(sent.TYPE, headers, b"{}")


def test_a_webhook_from_before_its_headers_were_kept_has_none() -> None:
    sent = WebhookReceived(
        provider="tiktok", platform_user_id="u", external_id="e", verdict="verified", body=b"{}"
    )
    headers = {key: value for key, value in sent.extra_headers() if key != "headers"}

    assert Catalogue(EVENTS).decode(sent.TYPE, headers, b"{}") == sent


def test_an_accounts_story_and_a_posts_story_have_keys_that_keep_their_order() -> None:
    account, post = uuid4(), uuid4()
    event = tiktok.InitAccepted(
        account_id=account, user_id=uuid4(), post_id=post, status="UPLOADING", attempt=1
    )

    assert (event.key, event.subject) == (str(account), str(post))
    assert auth.DisconnectRequested(
        provider="tiktok", account_id=account, user_id=uuid4()
    ).key == str(account)
