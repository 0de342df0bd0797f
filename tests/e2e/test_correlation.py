"""One id leads from what a person did to the last row that came of it, through every service."""

import asyncio
import json
from collections.abc import Iterator
from uuid import uuid4

import crm
import pytest
from browser import API
from connecting import allow, connect_new, wait_until_connected
from control import Json
from journey import Visit, new_creator
from log import Record
from posting import UPLOAD, wait_for_status, wish_to_fetch
from rows import select
from running import Stack
from told import Stranger
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVENTS = "SELECT type FROM crm.account_events WHERE correlation_id = %s ORDER BY time, sequence"


async def lines(stack: Stack, service: str) -> list[Json]:
    """Give the lines of a service's log."""
    written = (await asyncio.to_thread(stack.logs)).items()
    return [line for name, text in written if name.startswith(service) for line in _read(text)]


def _read(text: bytes) -> Iterator[Json]:
    for line in text.splitlines():
        # Docker begins a line with the container's name.
        _, brace, rest = line.partition(b"{")
        if brace:
            try:
                yield json.loads(brace + rest)
            except ValueError:
                continue


async def wait_for_line(stack: Stack, service: str, **wanted: object) -> Json:
    """Wait for a line that has all of these fields."""

    async def look() -> Json | None:
        found = [one for one in await lines(stack, service) if wanted.items() <= one.items()]
        return found[0] if found else None

    return await until(f"{wanted} in the log of {service}", look, 10)


async def wait_for_settled(stack: Stack, service: str, record: Record) -> None:
    """Wait until a reader has written down that it has settled a record, and in which trace."""
    place = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
    trace = record.header("ce_correlationid")
    await wait_for_line(stack, service, event="record settled", correlation_id=trace, **place)


async def types_of(visitor: Visit, trace: str, count: int) -> list[str]:
    """Wait for so many events of a trace in the CRM, and give their types."""

    async def look() -> list[str] | None:
        found = await select(visitor.addresses.postgres, EVENTS, trace)
        return [row["type"] for row in found] if len(found) >= count else None

    return await until(f"{count} events of the trace in the CRM", look)


async def test_connecting_has_one_id_from_the_browser_to_the_row(
    stranger: Stranger, stack: Stack
) -> None:
    visitor = stranger.visitor
    creator = await new_creator(visitor.control)
    ending = await allow(visitor.browser, creator["handle"])
    trace, account_id = ending.trace, ending.account_id
    await wait_until_connected(visitor.browser, account_id)
    [granted] = await visitor.log.wait_for(1, "grants.tiktok.v1", account_id)
    [connected] = await visitor.log.wait_for(1, "accounts.v1", account_id)
    for step in ("exchanged", "granted"):
        await wait_for_line(stack, "auth-api", event="oauth step", step=step, trace_id=trace)
    for endpoint in ("exchange_code", "user_info"):
        await wait_for_line(
            stack, "auth-api", event="platform call", endpoint=endpoint, trace_id=trace
        )
    await wait_for_line(stack, "tiktok-worker", event="account connected", trace_id=trace)
    for reader in ("auth-worker", "crm-projector-project"):
        await wait_for_settled(stack, reader, connected)

    page, _ = await visitor.browser.open(ending.words)
    assert trace in page.page().text
    for record in (granted, connected):
        assert record.header("ce_correlationid") == trace
        assert record.header("traceparent").split("-")[1] == trace
    assert await types_of(visitor, trace, 1) == ["accounts.AccountConnected.v1"]


async def test_every_step_of_connecting_is_written_down(stranger: Stranger, stack: Stack) -> None:
    visitor = stranger.visitor
    await allow(visitor.browser, (await new_creator(visitor.control))["handle"])
    for step in ("started", "exchanged", "granted"):
        line = await wait_for_line(
            stack, "auth-api", event="oauth step", step=step, user_id=stranger.person.user_id
        )

        assert line["provider"] == "tiktok"
        assert len(line["trace_id"]) == 32


async def test_a_post_has_one_id_from_the_browser_to_the_row(
    stranger: Stranger, stack: Stack
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    address = await visitor.control.serve(f"{uuid4()}.mp4")
    answer = (await browser.send("POST", UPLOAD, wish_to_fetch(account, address))).require(201)
    trace, started = answer.headers["Trace-Id"], answer.json()
    await wait_for_status(browser, started["post_id"], "PUBLISH_COMPLETE")
    call = await wait_for_line(
        stack, "tiktok-api", event="platform call", endpoint="init_video", trace_id=trace
    )
    accepted = await wait_for_line(stack, "tiktok-api", event="post accepted", trace_id=trace)
    kinds = await types_of(visitor, trace, 3)
    records = visitor.log.find("tiktok.posts.v1", account.account_id)[:3]
    for record in records:
        await wait_for_settled(stack, "crm-projector-project", record)

    assert (call["provider"], call["outcome"], call["seconds"] > 0) == ("tiktok", "ok", True)
    assert accepted["post_id"] == started["post_id"]
    assert kinds == ["tiktok.PostRequested.v1", "tiktok.InitAttempted.v1", "tiktok.InitAccepted.v1"]
    assert {record.header("ce_correlationid") for record in records} == {trace}
    assert {record.header("traceparent").split("-")[1] for record in records} == {trace}


async def test_the_trace_of_a_caller_is_continued(stranger: Stranger) -> None:
    trace = uuid4().hex
    said = {**API, "traceparent": f"00-{trace}-{trace[:16]}-01"}
    answer = await stranger.visitor.browser.fetch("GET", "/api/auth/accounts", said)

    assert answer.require(200).headers["Trace-Id"] == trace


async def test_a_refusal_names_its_trace(stranger: Stranger, stack: Stack) -> None:
    answer = await stranger.visitor.browser.send("POST", UPLOAD, {"account_id": "none"})
    trace = answer.json()["trace_id"]
    line = await wait_for_line(stack, "tiktok-api", event="refused", trace_id=trace)

    assert answer.status == 422
    assert answer.headers["Trace-Id"] == trace
    assert line["kind"] == "invalid-request"


async def test_a_webhook_is_told_from_its_arrival_to_its_effect(
    stranger: Stranger, stack: Stack
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    address = await visitor.control.serve(f"{uuid4()}.mp4")
    started = (await browser.send("POST", UPLOAD, wish_to_fetch(account, address))).json()
    await crm.wait_for_row(browser, started["post_id"], "PUBLISH_COMPLETE")
    [delivery] = await webhooks_of(visitor, started["publish_id"])
    told = {"external_id": delivery["external_id"], "verdict": "verified"}
    arrived = await wait_for_line(stack, "webhook-ingest", event="webhook appended", **told)
    settled = await wait_for_line(stack, "tiktok-worker", event="webhook settled", **told)

    assert arrived["trace_id"] == settled["trace_id"]
    assert settled["effect"] == "observed"
    assert [effect["type"] for effect in delivery["effects"]] == ["tiktok.PostPublished.v1"]


async def webhooks_of(visitor: Visit, publish_id: str) -> list[Json]:
    """Wait for the deliveries about a post that have led to something."""

    async def look() -> list[Json]:
        rows = await crm.listed(visitor.browser, "webhook-events?limit=500", "webhook_events")
        return [row for row in rows if row["publish_id"] == publish_id and row["effects"]]

    return await until("the delivery in the CRM", look)
