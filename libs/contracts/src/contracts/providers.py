"""The registered providers: what each service writes. A new one is a folder and a line here."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.event import Event
from contracts.instagram import base as instagram
from contracts.instagram import commands as instagram_commands
from contracts.instagram import events as instagram_events
from contracts.tiktok import commands as tiktok_commands
from contracts.tiktok import events as tiktok_events


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider service: its name, the topic of its posts, and its own events and commands."""

    name: str
    posts_topic: str
    events: Sequence[type[Event]]
    commands: Sequence[type[Event]]


PROVIDERS = (
    Provider(
        "tiktok",
        tiktok_events.PostEvent.TOPIC,
        tiktok_events.EVENTS,
        tiktok_commands.COMMANDS,
    ),
    Provider(
        "instagram",
        instagram.InstagramEvent.TOPIC,
        instagram_events.EVENTS,
        instagram_commands.COMMANDS,
    ),
)
