"""A projector of the release before writes into the new tables until it is replaced."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from common.event import Delivered
from common.postgres import Pool
from contracts.tiktok.events import InitAttempted, WebhookUnmatched
from crm_projector.project.merging import write
from crm_projector.project.registers import Register, Table, Written, folded
from crm_projector.providers import PROJECTION

from ..asking import TIMELINE, Api
from ..builders import ACCOUNT, Story, connected, moment, post, requested, sampled, webhook
from ..database import settle

NEW_COLUMNS = {"log_time", "is_sample"}


@cache
def old_register(register: Register) -> Register:
    """Leave the new columns out."""
    columns = (name for name in register.columns if name not in NEW_COLUMNS)
    return replace(register, columns=tuple(columns))


@cache
def old_table(table: Table) -> Table:
    """Give the table as the release before knew it."""
    return replace(table, registers=tuple(map(old_register, table.registers)))


def as_before(written: Written) -> Written:
    """Give what an event wrote with the columns of the release before."""
    registers = {}
    for register, values in written.registers.items():
        pairs = zip(register.columns, values, strict=True)
        kept = tuple(value for name, value in pairs if name not in NEW_COLUMNS)
        registers[old_register(register)] = kept
    return written._replace(table=old_table(written.table), registers=registers)


async def settle_as_before(pool: Pool, batch: Sequence[Delivered]) -> None:
    """Write a batch with the statements of the release before."""
    written = (one for told in batch for one in PROJECTION.rows_of(told, moment(0)))
    async with pool.connection() as connection:
        await write(connection, folded(map(as_before, written)))


async def timeline(api: Api, question: str = "") -> list[tuple[str, str]]:
    """Give types and times of an account's timeline, the oldest first."""
    body = await api.get(f"{TIMELINE.format(ACCOUNT)}?order=asc{question}")
    return [(one["type"].split(".")[1], one["time"]) for one in body["events"]]


async def test_its_events_are_shown_at_their_time_and_its_samples_stay_apart(
    api: Api, pool: Pool
) -> None:
    story = Story()
    told = [story.tell(connected(), 1), story.tell(requested(), 1, at=1)]

    await settle_as_before(pool, [*told, story.tell(sampled(10), 2, at=2)])

    events = [
        ("AccountConnected", "2026-11-01T12:00:00Z"),
        ("PostRequested", "2026-11-01T12:00:01Z"),
    ]
    assert await timeline(api) == events
    assert await timeline(api, "&samples=true") == [
        *events,
        ("MetricsSampled", "2026-11-01T12:00:02Z"),
    ]


async def test_its_deliveries_are_shown_even_where_they_were_marked_before(
    api: Api, pool: Pool
) -> None:
    story = Story()
    received = [story.tell(webhook(name, at=3), None, at=3) for name in ("p1", "p2")]
    marked = WebhookUnmatched(
        external_id=received[1].envelope.subject, platform_user_id="open-1", publish_id="p2"
    )
    effects = [
        story.tell(post(InitAttempted, "INIT_ATTEMPTED"), number, at=4, cause=delivery.envelope.id)
        for number, delivery in enumerate(received, start=1)
    ]
    await settle(pool, [story.tell(connected(), 1), *effects, story.tell(marked, None, at=4)])

    await settle_as_before(pool, received)

    shown = await timeline(api)
    assert shown.count(("WebhookReceived", "2026-11-01T12:00:03Z")) == 2
