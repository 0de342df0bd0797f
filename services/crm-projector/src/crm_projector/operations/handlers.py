"""The API of those who run this Postlog: dead letters of all services, and all consumers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from aiohttp import web

from common.dead_letters import Place
from common.errors import NotFound
from common.postgres import Pool
from common.sessions import Session
from common.web import answer, read_body, read_query
from crm_projector.operations import views
from crm_projector.operations.consumers import Consumers
from crm_projector.operations.letters import DeadLetters, Wanted
from crm_projector.operations.queries import DeadLettersQuery, LettersPosition, RedriveRequest
from crm_projector.operations.topics import DEAD_LETTER_TOPICS, PARTITIONS, READERS
from crm_projector.read.cursors import decoded, encoded

NO_LETTER = "No such dead letter."


@dataclass(frozen=True, slots=True)
class Operations:
    """What these operations work on."""

    letters: DeadLetters
    consumers: Consumers

    @classmethod
    def of(cls, pool: Pool, servers: str) -> Self:
        """Take the topics and readers of the registry."""
        return cls(
            DeadLetters(pool, servers, DEAD_LETTER_TOPICS), Consumers(servers, READERS, PARTITIONS)
        )


OPERATIONS = web.AppKey[Operations]("operations")


async def list_dead_letters(request: web.Request, _session: Session) -> web.Response:
    """A page of what consumers of all services could never handle, newest first."""
    query = read_query(request, DeadLettersQuery)
    position = decoded(query.cursor, LettersPosition)
    letters = request.app[OPERATIONS].letters
    keys = await letters.keys_of(query.account_id) if query.account_id else None
    wanted = Wanted(
        query.topic, query.group, query.kind, keys, query.since, query.until, query.redriven
    )
    page = await letters.page(wanted, query.limit, position.places() if position else {})
    cursor = encoded(LettersPosition.of(page.below)) if page.below else None
    shown = [views.shown(seen) for seen in page.letters]
    return answer(views.DeadLetters(dead_letters=shown, next_cursor=cursor))


async def show_dead_letter(request: web.Request, _session: Session) -> web.Response:
    """One dead letter whole: its headers, the reason and its bytes."""
    seen = await request.app[OPERATIONS].letters.get(_place(request))
    return answer(views.shown_whole(seen))


async def redrive_dead_letter(request: web.Request, session: Session) -> web.Response:
    """Append the record again for the group that refused it, as it was or put right; once."""
    body = await read_body(request, RedriveRequest) if request.body_exists else RedriveRequest()
    by = f"operator {session.user_id}"
    letters = request.app[OPERATIONS].letters
    return answer(views.shown(await letters.redrive(_place(request), body.edit(), by)))


async def list_consumers(request: web.Request, _session: Session) -> web.Response:
    """How far every consumer group is, partition by partition, in records and in seconds."""
    lags = await request.app[OPERATIONS].consumers.lags()
    observed_at = datetime.now(UTC)
    return answer(views.ConsumersView.of(lags, observed_at))


def _place(request: web.Request) -> Place:
    """Read the place in the path; raises `NotFound` where none could look like that."""
    named = request.match_info
    try:
        return Place.read(f"{named['topic']}/{named['partition']}/{named['offset']}")
    except ValueError as error:
        raise NotFound(NO_LETTER) from error
