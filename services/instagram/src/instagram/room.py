"""What a folder of this service (a room) adds to each of its processes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aiohttp import web

from accounts.agents import Obey
from accounts.grants import OnConnected
from common.event import Event
from common.settling import Handle
from common.subscription import HandleOne
from contracts.commands import Command

Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Agent:
    """What is done with the commands of these types, in a lane of their own."""

    name: str
    commands: Sequence[type[Event]]
    obey: Obey


@dataclass(frozen=True, slots=True)
class Timer:
    """Work that the leader repeats once in so many rounds; a round is `TIMER_SECONDS`."""

    work: Work
    rounds: int = 1


@dataclass(frozen=True, slots=True)
class Room:
    """One folder's share.

    `serve` puts into the API what the folder's endpoints need. `handlers` are for records of the
    exact loop, by their type; `in_lock_order` lets a batch of them first take the locks that it
    will want. `on_connected` works in the transaction that connects an account. `turns` make the
    commands of turns, by their kind.
    """

    serve: Callable[[web.Application], None] | None = None
    handlers: Mapping[type[Event], HandleOne] = field(default_factory=dict)
    in_lock_order: Callable[[Handle], Handle] | None = None
    on_connected: OnConnected | None = None
    agents: Sequence[Agent] = ()
    timers: Sequence[Timer] = ()
    turns: Mapping[str, Callable[[UUID], Command]] = field(default_factory=dict)
