"""The worst moments at Instagram: the process dies with an intent, or an answer, in its hands."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import uuid4

import pytest
import pytest_asyncio
from browser import sign_up
from instagram_matrix import answers, hidden, media
from instagram_patients import ANSWER, DOUBT, Patient, Told
from instagram_posting import picture
from operate import Operator
from recovery import died_once
from rows import select
from visitor import unwatched

pytestmark = pytest.mark.asyncio(loop_scope="session")
API, SCHEDULER = "instagram-api", "instagram-scheduler"
# A call that answers is taken for lost two minutes after it began.
LATER = """
UPDATE instagram.replies SET attempted_at = attempted_at - interval '2 minutes',
    next_due_at = now()
WHERE reply_id::text = %s AND status = 'ATTEMPTED' RETURNING reply_id
"""
Settle = Callable[[], Coroutine[None, None, Told]]
"""What is waited for once the process is replaced; several may be waited for side by side."""


@dataclass(frozen=True)
class Point:
    """A named point, the program that reaches it, and what is done for it to be reached."""

    program: str
    begin: Callable[[Patient], Awaitable[Settle]]
    effects: Callable[[Patient], Awaitable[int]]


@dataclass(frozen=True)
class Struck:
    """Who it happened to, the process ids, and the end that is on its way."""

    patient: Patient
    pids: str
    end: asyncio.Task[Told]


async def post(patient: Patient) -> Settle:
    """Have a picture posted; what stays in doubt is tried again by its user."""
    post_id = await patient.begin(await patient.connect())

    async def settled() -> Told:
        first = await patient.last_word(post_id)
        if first[0] != DOUBT:
            return first
        await patient.retry(post_id)
        last, sentence = await patient.last_word(post_id)
        return f"{first[0]}, {last}", sentence

    return settled


async def reply(patient: Patient) -> Settle:
    """Have a comment answered."""
    comment_id = await patient.hear_a_comment()
    answer = await patient.ask_about(comment_id, "replies", {"text": ANSWER})
    reply_id = answer.require(202).json()["reply_id"]

    async def settled() -> Told:
        assert await select(patient.visit.addresses.postgres, LATER, reply_id)
        return await patient.last_word_of_reply(comment_id, reply_id)

    return settled


async def hide(patient: Patient) -> Settle:
    """Have a comment hidden, by a request whose answer never comes."""
    comment_id = await patient.hear_a_comment()
    assert (await patient.ask_about(comment_id, "hide", {"hide": True})).status >= 500

    async def settled() -> Told:
        await patient.wait_until_hidden(comment_id)
        return "hidden", ""

    return settled


async def connect(patient: Patient) -> Settle:
    """Have an account connected."""
    account = await patient.connect()

    async def settled() -> Told:
        await patient.wait_until_told()
        row = await patient.account_row(account.account_id)
        return f"{row['status']}, told", row["message"]

    return settled


async def nothing(_patient: Patient) -> int:
    """Publish, answer and hide nothing."""
    return 0


POINTS: Mapping[str, Point] = MappingProxyType(
    {
        "container-answered": Point(SCHEDULER, post, media),
        "publish-intended": Point(SCHEDULER, post, media),
        "publish-answered": Point(SCHEDULER, post, media),
        "reply-intended": Point(SCHEDULER, reply, answers),
        "reply-answered": Point(SCHEDULER, reply, answers),
        "page_read": Point(SCHEDULER, connect, nothing),
        "moderation-intended": Point(API, hide, hidden),
        "moderation-answered": Point(API, hide, hidden),
    }
)
ENDS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "container-answered": ("PUBLISHED", 1),
        "publish-intended": (f"{DOUBT}, PUBLISHED", 1),
        "publish-answered": ("PUBLISHED", 1),
        "reply-intended": ("OUTCOME_UNKNOWN", 0),
        "reply-answered": ("POSTED", 1),
        "page_read": ("CONNECTED, told", 0),
        "moderation-intended": ("hidden", 1),
        "moderation-answered": ("hidden", 1),
    }
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def struck(operator: Operator) -> AsyncIterator[Mapping[str, Struck]]:
    """Strike at one point after the other; what comes of it goes on meanwhile."""
    async with unwatched(operator.addresses) as visit:
        await sign_up(visit.browser)
        prefix = f"struck.{uuid4().hex[:12]}."
        owners = await visit.instagram.add_owners(prefix, len(POINTS))
        address = await picture(visit.instagram)
        ends = {}
        for name, owner in zip(POINTS, owners, strict=True):
            patient = Patient(visit, owner, address, {})
            ends[name] = await _strike(operator, patient, name)
        yield ends


async def _strike(operator: Operator, patient: Patient, name: str) -> Struck:
    point = POINTS[name]
    former = operator.pid(point.program)
    operator.arm(point.program, name)
    try:
        settle = await point.begin(patient)
        pids = await died_once(operator, point.program, former)
    finally:
        operator.disarm(point.program)
    return Struck(patient, pids, asyncio.create_task(settle()))


@pytest.mark.parametrize("name", POINTS)
async def test_a_process_that_dies_at_its_worst_moment_does_nothing_twice(
    struck: Mapping[str, Struck], name: str, saw: Callable[[str], None]
) -> None:
    one = struck[name]
    final, sentence = await one.end
    saw(f"{one.pids}; {final}; {sentence}")

    assert (final, await POINTS[name].effects(one.patient)) == ENDS[name]
