"""`/api/auth/connections/{connection_id}`: choosing one of several accounts of a consent."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from auth.accounts.handlers import MissingFeature
from auth.connect.api.endings import CLEAN
from auth.connect.api.host_handlers import Secret, connection_id_of
from auth.connect.choosing import Choosing, Offer
from auth.connect.login import Candidate
from auth.errors import ConnectionUnknown
from auth.platform import AccessLevel, Platform
from common.sessions import Session
from common.web import answer, read_body, read_query
from contracts.names import account_name

CHOOSING = web.AppKey("choosing", Choosing)


class ChoiceQuery(BaseModel):
    """For a host application's user: the code with which the browser came back."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    code: Secret | None = Field(default=None, repr=False)


class Choice(BaseModel):
    """The chosen account; `code` as in the query."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    platform_user_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    code: Secret | None = Field(default=None, repr=False)


class CandidateView(BaseModel):
    """An account that the consent covers; `page_name` is the page by which it was given.

    `unusable` says why it cannot be chosen, `next_step` what to do about it; `reason` is the code.
    """

    platform_user_id: str
    display_name: str
    username: str | None
    avatar_url: str | None
    page_name: str | None
    access_level: AccessLevel | None
    missing_features: list[MissingFeature]
    unusable: str | None
    next_step: str | None
    reason: str | None

    @classmethod
    def of(cls, candidate: Candidate, platform: Platform) -> "CandidateView":
        """Show a candidate without its tokens."""
        granted, code = candidate.granted, candidate.unusable
        why = platform.explain(code) if code is not None else None
        return cls(
            platform_user_id=granted.platform_user_id,
            display_name=account_name(
                platform.name, granted.platform_user_id, granted.display_name, granted.username
            ),
            username=granted.username,
            avatar_url=granted.avatar_url,
            page_name=candidate.page_name,
            access_level=platform.access_level(granted.scopes) if why is None else None,
            missing_features=MissingFeature.all_of(platform, granted.scopes),
            unusable=why.sentence if why is not None else None,
            next_step=why.next_step if why is not None else None,
            reason=code,
        )


class ChoiceView(BaseModel):
    """A choice that the user has to make."""

    connection_id: UUID
    provider: str
    candidates: list[CandidateView]

    @classmethod
    def of(cls, offer: Offer) -> "ChoiceView":
        """Show what a consent offers."""
        platform = offer.platform
        return cls(
            connection_id=offer.pending.connection_id,
            provider=platform.name,
            candidates=[CandidateView.of(one, platform) for one in offer.choices.candidates],
        )


class Chosen(BaseModel):
    """The account that is now connecting; null until a host application's backend confirms it."""

    account_id: UUID | None


async def show_choice(request: web.Request, session: Session) -> web.StreamResponse:
    """Give the accounts that the user can choose from, after a consent that covers several."""
    asked = read_query(request, ChoiceQuery)
    connection_id = connection_id_of(request, ConnectionUnknown)
    user_id = UUID(session.user_id)
    offer = await request.app[CHOOSING].find(connection_id, user_id, asked.code)
    return _answer(ChoiceView.of(offer))


async def choose_account(request: web.Request, session: Session) -> web.StreamResponse:
    """Connect the chosen account."""
    given = await read_body(request, Choice)
    connection_id = connection_id_of(request, ConnectionUnknown)
    account_id = await request.app[CHOOSING].choose(
        connection_id, UUID(session.user_id), given.code, given.platform_user_id
    )
    return _answer(Chosen(account_id=account_id))


def _answer(view: BaseModel) -> web.Response:
    response = answer(view, HTTPStatus.OK)
    response.headers.update(CLEAN)
    return response
