"""The operations of a public API: each says who may use it, what it takes and what it gives.

A service's routes and its OpenAPI document are both made from this one table.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol

from aiohttp import web
from pydantic import BaseModel

from common.errors import ServiceError
from common.sessions import Session, demand_operator, signed_in

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SessionHandler = Callable[[web.Request, Session], Awaitable[web.StreamResponse]]
Credential = Literal["session", "api_key"]


class Policy(Protocol):
    """Who may use an operation; `serve` checks that before it handles."""

    credential: ClassVar[Credential | None]

    @property
    def handler(self) -> Callable[..., Awaitable[web.StreamResponse]]:
        """What answers, and whose docstring tells what the operation does."""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""


@dataclass(frozen=True, slots=True)
class Anyone:
    """Nobody is asked who they are; the handler itself checks what it must."""

    credential: ClassVar[Credential | None] = None
    handler: Handler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handle; there is nothing to check yet."""
        return await self.handler(request)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session whose token has not expired, and which has not been signed out of."""

    credential: ClassVar[Credential | None] = "session"
    handler: SessionHandler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        return await self.handler(request, signed_in(request))


@dataclass(frozen=True, slots=True)
class Operator:
    """A session as for `SignedIn`, of somebody with the role `operator`."""

    credential: ClassVar[Credential | None] = "session"
    handler: SessionHandler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        return await self.handler(request, demand_operator(signed_in(request)))


@dataclass(frozen=True, slots=True)
class Header:
    """A request header that an operation reads."""

    name: str
    meaning: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation; `answers` holds a model for every status that is not a problem.

    None stands for an answer without a JSON body; `media_type` is what it has instead, if anything.
    `refusals` are the problems worth telling apart.
    """

    method: Literal["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"]
    path: str
    policy: Policy
    answers: Mapping[int, type[BaseModel] | None]
    body: type[BaseModel] | None = None
    body_required: bool = True
    query: type[BaseModel] | None = None
    headers: Sequence[Header] = field(default=())
    refusals: Sequence[type[ServiceError]] = field(default=())
    media_type: str | None = None

    @property
    def operation_id(self) -> str:
        """The handler's name: the operation's, for generated clients."""
        return self.policy.handler.__name__


def add_endpoints(app: web.Application, endpoints: Sequence[Endpoint]) -> None:
    """Serve the operations; a GET answers no HEAD that is not declared."""
    for endpoint in endpoints:
        app.router.add_route(endpoint.method, endpoint.path, endpoint.policy.serve)
