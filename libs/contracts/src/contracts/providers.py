"""The registered providers: what each service writes. A new one is a folder and a line here."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.event import Event
from contracts.tiktok import commands as tiktok_commands
from contracts.tiktok import events as tiktok_events


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider service: its name, the topic of its posts, and its own events and commands.

    `title` is the name that people write.
    """

    name: str
    posts_topic: str
    events: Sequence[type[Event]]
    commands: Sequence[type[Event]]
    title: str


PROVIDERS = (
    Provider(
        "tiktok",
        tiktok_events.PostEvent.TOPIC,
        tiktok_events.EVENTS,
        tiktok_commands.COMMANDS,
        "TikTok",
    ),
)


def title_of(name: str) -> str:
    """Give the name that people write of a provider, also of one that is no longer registered."""
    return next((one.title for one in PROVIDERS if one.name == name), name.capitalize())
