"""What any other reader of the log may rely on: keys, CloudEvents headers, JSON, order."""

import hashlib
import hmac
import json
from datetime import datetime
from uuid import UUID

import pytest
from log import WEBHOOKS, everything
from told import Told

pytestmark = pytest.mark.asyncio(loop_scope="session")
SOURCES = {
    "accounts.v1": "/tiktok",
    "grants.tiktok.v1": "/auth",
    "tiktok.posts.v1": "/tiktok",
    WEBHOOKS: "/webhook-ingest",
}
EVENTS = [topic for topic in SOURCES if topic != WEBHOOKS]
CLIENT_SECRET = b"sandbox-secret-not-for-production"


@pytest.mark.parametrize("topic", EVENTS)
async def test_the_key_is_the_account(told: Told, topic: str) -> None:
    keys = {record.key.decode() for record in told.find(topic)}

    assert keys == {told.story.account.account_id}


async def test_the_key_of_a_webhook_is_the_platforms_user(told: Told) -> None:
    keys = {record.key.decode() for record in told.find(WEBHOOKS)}

    assert keys == {told.story.account.open_id}


@pytest.mark.parametrize("topic", SOURCES)
async def test_records_of_one_key_stand_in_one_partition(told: Told, topic: str) -> None:
    partitions = {record.partition for record in told.find(topic)}

    assert len(partitions) == 1


@pytest.mark.parametrize("topic", SOURCES)
async def test_every_record_is_a_cloudevent_in_binary_mode(told: Told, topic: str) -> None:
    for record in told.find(topic):
        UUID(record.header("ce_id"))
        sent_at = datetime.fromisoformat(record.header("ce_time"))
        module, name, version = record.type.split(".")

        assert record.header("ce_specversion") == "1.0"
        assert record.header("ce_source") == SOURCES[topic]
        assert sent_at.tzinfo is not None
        assert record.header("ce_subject")
        assert len(record.header("ce_correlationid")) == 32
        assert record.header("traceparent").split("-")[0] == "00"
        assert record.header("content-type") == "application/json"
        assert (module, version) == (module.lower(), "v1")
        assert name[0].isupper()
        assert isinstance(json.loads(record.value), dict)


@pytest.mark.parametrize("topic", EVENTS)
async def test_no_event_is_told_twice(told: Told, topic: str) -> None:
    ids = [record.header("ce_id") for record in told.find(topic)]

    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize("topic", EVENTS)
async def test_the_sequence_of_a_subject_rises_along_the_log(told: Told, topic: str) -> None:
    sequences: dict[str, list[int]] = {}
    for record in told.find(topic):
        known = sequences.setdefault(record.header("ce_subject"), [])
        known.append(int(record.header("ce_sequence")))

    assert sequences
    for known in sequences.values():
        assert known == sorted(set(known))


async def test_the_subject_is_the_account_or_the_post(told: Told) -> None:
    account_id = told.story.account.account_id
    posts = {told.story.post.post_id, told.story.small.post_id}

    assert {r.header("ce_subject") for r in told.find("accounts.v1")} == {account_id}
    assert {r.header("ce_subject") for r in told.find("tiktok.posts.v1")} == posts


async def test_a_webhook_stands_in_the_log_byte_for_byte(told: Told) -> None:
    deliveries = await told.visitor.control.deliveries(told.story.post.publish_id)
    sent = sorted(delivery["body"].encode() for delivery in deliveries[:4])
    marker = told.story.post.publish_id.encode()
    kept = [record for record in told.find(WEBHOOKS) if marker in record.value]

    assert sorted(record.value for record in kept) == sent
    for record in kept:
        time, signature = (part[2:] for part in record.header("signature").split(","))
        signed = time.encode() + b"." + record.value
        assert hmac.new(CLIENT_SECRET, signed, hashlib.sha256).hexdigest() == signature


async def test_a_repeated_webhook_has_the_id_of_the_first(told: Told) -> None:
    marker = told.story.post.publish_id.encode()
    kept = [record for record in told.find(WEBHOOKS) if marker in record.value]

    assert len(kept) == 4
    assert len({record.header("external_id") for record in kept}) == 2
    assert len({record.header("ce_id") for record in kept}) == 2


async def test_a_refresh_names_the_command_that_caused_it(told: Told) -> None:
    [refreshed] = told.find("accounts.v1", "AccountRefreshed")
    [command] = [
        record
        for record in await everything(told.visitor.addresses.kafka)
        if record.header("ce_id") == refreshed.header("ce_causationid")
    ]

    assert (command.topic, command.kind) == ("tiktok.commands.v1", "RefreshToken")
    assert command.key == refreshed.key
    assert command.header("ce_correlationid") == refreshed.header("ce_correlationid")


async def test_what_a_webhook_caused_names_it(told: Told) -> None:
    first = {r.header("ce_id"): r for r in reversed(told.find(WEBHOOKS))}
    [public] = told.find("tiktok.posts.v1", "PostBecamePublic")
    cause = first[public.header("ce_causationid")]

    assert public.json()["platform_post_id"].encode() in cause.value
    assert public.header("ce_correlationid") == cause.header("ce_correlationid")


async def test_a_grant_carries_its_tokens_sealed(told: Told) -> None:
    for grant in told.find("grants.tiktok.v1"):
        fields = grant.json()

        assert grant.type == "auth.GrantIssued.v1"
        assert len(fields["sealed_tokens"]) > 100
        assert not {"access_token", "refresh_token"} & fields.keys()
