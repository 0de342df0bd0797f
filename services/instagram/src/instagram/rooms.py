"""The rooms of this service: a folder that has an API, agents, timers or handlers is named here."""

from collections.abc import Callable, Sequence

from instagram import agents
from instagram.api.assets import assets_room
from instagram.comments.room import comments_room
from instagram.parts import Parts
from instagram.publishing.room import publishing_room
from instagram.room import Room
from instagram.settings import InstagramServiceSettings
from instagram.watching.room import watching_room

RoomOf = Callable[[Parts, InstagramServiceSettings], Room]
ROOMS: Sequence[RoomOf] = (
    agents.accounts_room,
    assets_room,
    publishing_room,
    comments_room,
    watching_room,
)


def furnish(parts: Parts, settings: InstagramServiceSettings) -> tuple[Room, ...]:
    """Make every room over the parts of this process."""
    return tuple(room(parts, settings) for room in ROOMS)
