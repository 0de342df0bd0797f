"""The worst moments at Instagram: the process dies with an intent, or an answer, in its hands."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import uuid4

import pytest
import pytest_asyncio
from browser import sign_up
from control import Json
from instagram_patients import DOUBT, Patient, Told
from instagram_posting import picture
from instagram_scenes import (
    Answering,
    Connecting,
    Consenting,
    Extending,
    Hiding,
    Posting,
    Scene,
    Sending,
)
from operate import Operator
from recovery import died_once
from visitor import unwatched

pytestmark = pytest.mark.asyncio(loop_scope="session")
AUTH, API, SCHEDULER = "auth-api", "instagram-api", "instagram-scheduler"
UNHURT: Json = {}


@dataclass(frozen=True)
class Point:
    """A named point, the program that reaches it, what it does then, and the end that is right."""

    program: str
    scene: type[Scene]
    final: str
    effects: int


# Those of both APIs come first: they are asked about the ends of the others.
POINTS: Mapping[str, Point] = MappingProxyType(
    {
        "code-exchanged": Point(AUTH, Consenting, "lost, refused, connected", 1),
        "moderation-intended": Point(API, Hiding, "hidden", 1),
        "moderation-answered": Point(API, Hiding, "hidden", 1),
        "container-answered": Point(SCHEDULER, Posting, "PUBLISHED", 1),
        "bytes-answered": Point(SCHEDULER, Sending, "PUBLISHED", 1),
        "publish-intended": Point(SCHEDULER, Posting, f"{DOUBT}, PUBLISHED", 1),
        "publish-answered": Point(SCHEDULER, Posting, "PUBLISHED", 1),
        "reply-intended": Point(SCHEDULER, Answering, "OUTCOME_UNKNOWN", 0),
        "reply-answered": Point(SCHEDULER, Answering, "POSTED", 1),
        "page_read": Point(SCHEDULER, Connecting, "CONNECTED, told", 1),
        "renewal-answered": Point(SCHEDULER, Extending, "CONNECTED, prolonged", 1),
    }
)


@dataclass(frozen=True)
class Struck:
    """The process ids, and the end that is on its way."""

    scene: Scene
    pids: str
    end: asyncio.Task[Told]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def struck(operator: Operator) -> AsyncIterator[Mapping[str, Struck]]:
    """Strike at one point after the other; what comes of it goes on meanwhile."""
    async with unwatched(operator.addresses) as visit:
        await sign_up(visit.browser)
        prefix = f"struck.{uuid4().hex[:12]}."
        owners = await visit.instagram.add_owners(prefix, len(POINTS))
        address = await picture(visit.instagram)
        scenes = [
            point.scene(Patient(visit, owner, address, UNHURT))
            for point, owner in zip(POINTS.values(), owners, strict=True)
        ]
        await asyncio.gather(*(scene.prepare() for scene in scenes))
        found = {
            name: await _strike(operator, name, scene)
            for name, scene in zip(POINTS, scenes, strict=True)
        }
        yield found
        for one in found.values():
            one.end.cancel()


async def _strike(operator: Operator, name: str, scene: Scene) -> Struck:
    program = POINTS[name].program
    former = operator.pid(program)
    operator.arm(program, name)
    try:
        await scene.begin()
        pids = await died_once(operator, program, former)
    finally:
        operator.disarm(program)
    return Struck(scene, pids, asyncio.create_task(scene.end()))


@pytest.mark.parametrize("name", POINTS)
async def test_a_process_that_dies_at_its_worst_moment_does_nothing_twice(
    struck: Mapping[str, Struck], name: str, saw: Callable[[str], None]
) -> None:
    one, point = struck[name], POINTS[name]
    final, sentence = await one.end
    saw(f"{one.pids}; {final}; {sentence}")

    assert (final, await one.scene.effects()) == (point.final, point.effects)
