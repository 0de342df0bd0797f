"""No secret leaves the vault: every one that was ever used is searched for in all that is left.

These tests come last, so that whatever else was done had its chance to tell one.
"""

import asyncio
import base64
from collections.abc import Mapping

import pytest
import pytest_asyncio
from log import everything
from otlp import Spans
from rows import dump
from running import SERVICES, Stack
from secrecy import leaks
from told import Told

pytestmark = pytest.mark.asyncio(loop_scope="session")
OWN_SECRETS = {
    "sandbox-secret-not-for-production",
    "sandbox-facebook-secret-not-for-production",
    "sandbox-instagram-secret-not-for-production",
    "sandbox-verify-token-not-for-production",
}
Places = Mapping[str, bytes]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def secrets(told: Told, stack: Stack, canaries: set[str]) -> set[str]:
    """Everything that nobody but its owner may know."""
    visitor = told.visitor
    issued = {*await visitor.control.secrets(), *await visitor.instagram.secrets()}
    known = {*issued, *canaries, *stack.keys(), *OWN_SECRETS}
    for kind in ("act.", "rft.", "EAA", "cnry", "pw-", "eyJ"):
        assert any(secret.startswith(kind) for secret in known)
    return known


async def logs(stack: Stack) -> Places:
    """Give what every program has written."""
    return await asyncio.to_thread(stack.logs)


async def topics(told: Told) -> Places:
    """Give every topic: keys, headers and values of all records."""
    found: dict[str, list[bytes]] = {}
    for record in await everything(told.visitor.addresses.kafka):
        headers = (part for name, text in record.headers for part in (name.encode(), text))
        found.setdefault(record.topic, []).append(b"\n".join((record.key, record.value, *headers)))
    return {topic: b"\n".join(records) for topic, records in found.items()}


async def tables(told: Told) -> Places:
    """Give every table of every schema."""
    rows = await dump(told.visitor.addresses.postgres)
    return {name: "\n".join(texts).encode() for name, texts in rows.items()}


async def pages(stack: Stack) -> Places:
    """Give the metrics of every service."""
    found = [await asyncio.to_thread(stack.internal, name, "/metrics") for name in SERVICES]
    return {name: page or b"" for name, page in zip(SERVICES, found, strict=True)}


async def test_s10_no_log_holds_a_secret(told: Told, stack: Stack, secrets: set[str]) -> None:
    places = await logs(stack)

    written = b"".join(places.values())
    assert told.story.account.account_id.encode() in written
    assert told.story.instagram.account.account_id.encode() in written
    assert leaks(secrets, places) == {}


async def test_s10_no_record_of_any_topic_holds_a_secret(told: Told, secrets: set[str]) -> None:
    places = await topics(told)

    assert told.story.account.account_id.encode() in places["grants.tiktok.v1"]
    assert told.story.instagram.account.account_id.encode() in places["grants.instagram.v1"]
    assert leaks(secrets, places) == {}


async def test_s10_no_table_holds_a_secret_that_is_not_sealed(
    told: Told, secrets: set[str]
) -> None:
    places = await tables(told)

    assert told.story.account.account_id.encode() in places["tiktok.oauth_accounts"]
    assert told.story.instagram.account.account_id.encode() in places["instagram.oauth_accounts"]
    assert leaks(secrets, places) == {}


async def test_s10_no_metric_holds_a_secret(stack: Stack, secrets: set[str]) -> None:
    places = await pages(stack)

    assert all(b"# TYPE" in page for page in places.values())
    assert {"instagram-api", "instagram-worker", "instagram-scheduler"} <= places.keys()
    assert leaks(secrets, places) == {}


async def test_s10_no_span_holds_a_secret(told: Told, spans: Spans, secrets: set[str]) -> None:
    places = {"spans": b"\n".join(spans.exports)}

    assert b"/api/webhooks/tiktok" in places["spans"]
    assert b"/api/webhooks/instagram" in places["spans"]
    assert leaks(secrets, places) == {}


async def test_s10_no_answer_holds_a_secret(told: Told, secrets: set[str]) -> None:
    places = {"answers": b"\n".join(told.visitor.browser.seen)}

    assert told.story.account.account_id.encode() in places["answers"]
    assert told.story.instagram.account.account_id.encode() in places["answers"]
    assert leaks(secrets, places) == {}


@pytest.mark.parametrize("before", ["", "a", "ab"])
async def test_a_secret_is_found_however_it_is_written(before: str) -> None:
    secret = "act.cnryAbCdEfGh0123456789"
    held = f"{before}{secret}, and more".encode()
    written = [held, held.hex().encode(), base64.b64encode(held), b"%" + held]

    for number, place in enumerate(written):
        assert leaks([secret], {str(number): place}) == {"act.cnryAbCd…": [str(number)]}
