"""Assets as a room of this service: its endpoints' parts, and the timer that forgets."""

from instagram.parts import Parts
from instagram.room import Room, Timer
from instagram.settings import InstagramServiceSettings

FORGET_ROUNDS = 60


def assets_room(parts: Parts, _settings: InstagramServiceSettings) -> Room:
    """Give what assets add to each process."""
    media = parts.media
    return Room(serve=media.serve, timers=[Timer(media.forget_expired, rounds=FORGET_ROUNDS)])
