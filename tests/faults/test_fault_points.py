"""The worst moments of an upload: the process dies with TikTok's answer in its hands."""

from collections.abc import Callable, Iterator

import pytest
from control import Json
from operate import Operator
from outcome import INIT, post_portrait, stories, wait_until_settled, wrong_stories
from persistence import Started
from quiet import wait_until_quiet
from recovery import died_once, doubled, stopped
from rows import select
from upload import half_sent
from visitor import Visitor
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
PROGRAM = "tiktok-api"
TWO_CHUNKS_BYTES = 20_000_003
CHUNKS = [10_000_000, 10_000_003]
WRITERS = (
    "SELECT writer FROM tiktok.upload_sessions WHERE post_id::text = %s AND writer IS NOT NULL"
)
UNKNOWN = """
SELECT p.status AS provider, c.status AS crm, c.publish_id, c.fail_reason
FROM tiktok.posts p JOIN crm.tiktok_posts c USING (post_id) WHERE post_id::text = %s
"""


@pytest.fixture(autouse=True)
def disarmed(operator: Operator) -> Iterator[None]:
    """A point that was never reached must not end the process under another test."""
    yield
    operator.disarm(PROGRAM)


async def require_as_undisturbed(visitor: Visitor, post: Started, undisturbed: Json) -> None:
    """Compare everything, and see that TikTok got each chunk once."""
    await wait_until_settled(visitor.postgres, post)
    await wait_until_quiet(visitor.addresses)
    control = visitor.visit.control
    puts = await control.requests(path="/video/", publish_id=str(post.publish_id))
    told = await stories(visitor.addresses.kafka, visitor.account)
    assert await post_portrait(visitor.postgres, control, post) == undisturbed["posts"][0]
    assert (await control.publish(str(post.publish_id)))["chunk_sizes"] == CHUNKS
    assert [put["status"] for put in puts] == [206, 201]
    assert wrong_stories(told) == {}


@pytest.mark.parametrize(("point", "chunk"), [("chunk-stored", 0), ("upload-completed", 1)])
async def test_a_chunk_that_tiktok_has_is_not_sent_again(
    point: str,
    chunk: int,
    operator: Operator,
    visitor: Visitor,
    undisturbed: Json,
    saw: Callable[[str], None],
) -> None:
    post = await visitor.poster.start(TWO_CHUNKS_BYTES)
    former, armed = operator.pid(PROGRAM), set[int]()

    def arm(number: int) -> None:
        if number == chunk and not armed:
            armed.add(number)
            operator.arm(PROGRAM, point)

    await visitor.poster.upload(post, arm)

    saw(await died_once(operator, PROGRAM, former))
    await require_as_undisturbed(visitor, post, undisturbed)


async def test_a_chunk_that_was_half_read_is_sent_whole(
    operator: Operator, visitor: Visitor, undisturbed: Json, saw: Callable[[str], None]
) -> None:
    post = await visitor.poster.start(TWO_CHUNKS_BYTES)
    former = operator.pid(PROGRAM)

    async def is_read() -> bool:
        return bool(await select(visitor.postgres, WRITERS, post.post_id))

    chunk = post.video.bytes(0, CHUNKS[0])
    async with half_sent(visitor.visit.browser, post.aim.url, 0, chunk):
        await until("a writer at half a chunk", is_read)
        operator.kill(PROGRAM)
        saw(await died_once(operator, PROGRAM, former))
    await visitor.poster.upload(post)

    await require_as_undisturbed(visitor, post, undisturbed)


async def test_an_init_whose_answer_died_is_never_repeated(
    operator: Operator, visitor: Visitor, saw: Callable[[str], None]
) -> None:
    former = operator.pid(PROGRAM)
    operator.arm(PROGRAM, "init-answered")
    async with (
        # The same timers, less patient.
        doubled(operator, "tiktok-scheduler", INIT_LOST_AFTER_SECONDS="5"),
        stopped(operator, "tiktok-scheduler"),
    ):
        post = await visitor.poster.start(TWO_CHUNKS_BYTES)

    saw(await died_once(operator, PROGRAM, former))
    await wait_until_quiet(visitor.addresses)
    control = visitor.visit.control
    inits = await control.requests(path=INIT, open_id=visitor.account.open_id)
    [rows] = await select(visitor.postgres, UNKNOWN, post.post_id)
    assert [init["status"] for init in inits] == [200]
    assert rows == {
        "provider": "INIT_OUTCOME_UNKNOWN",
        "crm": "INIT_OUTCOME_UNKNOWN",
        "publish_id": None,
        "fail_reason": None,
    }
    assert post.publish_id is None
    assert post.target is None
    assert wrong_stories(await stories(visitor.addresses.kafka, visitor.account)) == {}
