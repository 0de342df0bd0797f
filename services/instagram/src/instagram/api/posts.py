"""HTTP for posts: read the request, call the part that decides, answer."""

from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from common.endpoints import Endpoint, Header, SignedIn
from common.errors import NotFound, RateLimited
from common.idempotency import KeyReused, StillInProgress, idempotency_key
from common.sessions import Session
from common.web import answer, read_body, read_query
from instagram import errors
from instagram.api.views import (
    ChoicesAnswer,
    LimitAnswer,
    LocationAnswer,
    LocationsAnswer,
    PostAnswer,
    StatusAnswer,
)
from instagram.posts.requests import PostChanges, PublishRequest
from instagram.publishing.retry import NO_CHANGES
from instagram.publishing.room import CHOICES, PUBLISHING, QUERIES, RETRYING


class AccountQuery(BaseModel):
    """Of which account."""

    model_config = ConfigDict(extra="forbid")

    account_id: UUID


class LocationsQuery(AccountQuery):
    """For whose post, and the name of the place."""

    q: Annotated[str, Field(min_length=1, max_length=200)]


async def publish(request: web.Request, session: Session) -> web.Response:
    """Take a post: 202, and it goes on by itself."""
    asked = await read_body(request, PublishRequest)
    user_id, key = UUID(session.user_id), idempotency_key(request)
    return answer(PostAnswer.of(await request.app[PUBLISHING].start(user_id, asked, key)), 202)


async def retry_post(request: web.Request, session: Session) -> web.Response:
    """Try a post again because its user says so, as it was or with what the body changes."""
    post_id, key = request.match_info["post_id"], idempotency_key(request)
    has_body = bool(await request.read())
    changes = await read_body(request, PostChanges) if has_body else NO_CHANGES
    retrying, user_id = request.app[RETRYING], UUID(session.user_id)
    return answer(PostAnswer.of(await retrying.retry(user_id, post_id, key, changes)), 202)


async def show_request(request: web.Request, session: Session) -> web.Response:
    """Tell what the newest attempt of a post asks for, in the form that a retry takes."""
    post_id = request.match_info["post_id"]
    return answer(await request.app[RETRYING].asked(UUID(session.user_id), post_id))


async def get_status(request: web.Request, session: Session) -> web.Response:
    """Tell where a post stands, as it was last heard."""
    post_id = request.match_info["post_id"]
    post = await request.app[QUERIES].require(post_id, UUID(session.user_id))
    return answer(StatusAnswer.of(post))


async def get_post(request: web.Request, session: Session) -> web.Response:
    """Tell where a post stands, as `status` does."""
    return await get_status(request, session)


async def show_choices(request: web.Request, session: Session) -> web.Response:
    """Tell what the account's login lets a post have; Instagram is not asked."""
    account_id = read_query(request, AccountQuery).account_id
    offer = await request.app[CHOICES].offer(UUID(session.user_id), account_id)
    return answer(ChoicesAnswer.of(offer))


async def show_limit(request: web.Request, session: Session) -> web.Response:
    """Ask Instagram how many posts the account has left."""
    account_id = read_query(request, AccountQuery).account_id
    state = await request.app[CHOICES].limit(UUID(session.user_id), account_id)
    return answer(LimitAnswer.of(state))


async def find_locations(request: web.Request, session: Session) -> web.Response:
    """Look for places that a post may name; many apps and logins have no such search."""
    query = read_query(request, LocationsQuery)
    user_id = UUID(session.user_id)
    found = await request.app[CHOICES].locations(user_id, query.account_id, query.q)
    return answer(LocationsAnswer(locations=[LocationAnswer.of(one) for one in found]))


KEY = Header("Idempotency-Key", "1 to 200 printable characters: one key, one post.")
OF_AN_ACCOUNT = (
    NotFound,
    RateLimited,
    errors.AccountNotUsable,
    errors.LoginNotConfigured,
    errors.ScopeMissing,
)
BEGINNING = (*OF_AN_ACCOUNT, KeyReused, StillInProgress)
ASKING = (
    *OF_AN_ACCOUNT,
    errors.PublishingLimitReached,
    errors.Rejected,
    errors.InstagramUnavailable,
)
ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/instagram/publish",
        SignedIn(publish),
        {202: PostAnswer},
        body=PublishRequest,
        headers=[KEY],
        refusals=BEGINNING,
    ),
    Endpoint(
        "POST",
        "/api/instagram/posts/{post_id}/retry",
        SignedIn(retry_post),
        {202: PostAnswer},
        body=PostChanges,
        body_required=False,
        headers=[KEY],
        refusals=[*BEGINNING, errors.NotRetryable],
    ),
    Endpoint(
        "GET",
        "/api/instagram/posts/{post_id}/request",
        SignedIn(show_request),
        {200: PostChanges},
        refusals=[NotFound],
    ),
    Endpoint(
        "GET",
        "/api/instagram/posts/{post_id}",
        SignedIn(get_post),
        {200: StatusAnswer},
        refusals=[NotFound],
    ),
    Endpoint(
        "GET",
        "/api/instagram/status/{post_id}",
        SignedIn(get_status),
        {200: StatusAnswer},
        refusals=[NotFound],
    ),
    Endpoint(
        "GET",
        "/api/instagram/choices",
        SignedIn(show_choices),
        {200: ChoicesAnswer},
        query=AccountQuery,
        refusals=OF_AN_ACCOUNT,
    ),
    Endpoint(
        "GET",
        "/api/instagram/limit",
        SignedIn(show_limit),
        {200: LimitAnswer},
        query=AccountQuery,
        refusals=ASKING,
    ),
    Endpoint(
        "GET",
        "/api/instagram/locations",
        SignedIn(find_locations),
        {200: LocationsAnswer},
        query=LocationsQuery,
        refusals=[*ASKING, errors.NotOffered],
    ),
)
