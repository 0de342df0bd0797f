"""One trace leads from a platform's POST to the row that it ended in."""

import pytest
from connecting import connect
from journey import Visit, new_creator
from log import Record
from otlp import Span, Spans
from posting import publish, settled
from rows import select
from told import Stranger
from upload import Video
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
PATH = [
    ("webhook-ingest", "POST /api/webhooks/tiktok"),
    ("tiktok-worker", "process webhooks.tiktok.v1"),
    ("crm-projector", "process tiktok.posts.v1"),
]


async def hidden_post(visitor: Visit) -> Record:
    """Publish something, hide it at TikTok, and give the event that its webhook has caused."""
    account = await connect(visitor, await new_creator(visitor.control))
    post = await publish(visitor, account, Video("trace", 55_009), "PUBLIC_TO_EVERYONE")
    await settled(visitor.browser, post, public=True)
    await visitor.control.hide(post.publish_id)
    [event] = await visitor.log.wait_for(
        1, "tiktok.posts.v1", account.account_id, "PostNoLongerPublic"
    )
    return event


async def row_of(visitor: Visit, event: Record) -> dict[str, object]:
    """Wait for the row that an event ends in."""

    async def look() -> dict[str, object] | None:
        found = await select(
            visitor.addresses.postgres,
            "SELECT * FROM crm.account_events WHERE event_id = %s",
            event.header("ce_id"),
        )
        return found[0] if found else None

    return await until("the event in the CRM", look)


def upwards(spans: list[Span], service: str, name: str) -> list[tuple[str, str]]:
    """Follow a span's parents to the beginning of its trace; gives it beginning first."""
    by_id = {span.span_id: span for span in spans}
    way = [next((s for s in spans if (s.service, s.name) == (service, name)), None)]
    while way[-1] is not None:
        way.append(by_id.get(way[-1].parent_id))
    return [(span.service, span.name) for span in reversed(way) if span is not None]


async def test_one_trace_leads_from_the_webhook_to_the_crm_row(
    stranger: Stranger, spans: Spans
) -> None:
    event = await hidden_post(stranger.visitor)
    row = await row_of(stranger.visitor, event)
    trace_id = event.header("traceparent").split("-")[1]

    async def look() -> list[tuple[str, str]] | None:
        way = upwards(spans.of_trace(trace_id), *PATH[-1])
        return way if way and way[0] == PATH[0] else None

    way = await until("the whole trace", look)
    sent = {span.name for span in spans.of_trace(trace_id) if span.name.startswith("send ")}
    assert way == PATH
    assert {"send webhooks.tiktok.v1", "send tiktok.posts.v1"} <= sent
    assert row["correlation_id"] == trace_id
    assert row["causation_id"] == event.header("ce_causationid")
