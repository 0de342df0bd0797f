"""What comments add to the processes of this service."""

from aiohttp import web

from instagram.comments.asking import Replying
from instagram.comments.due import COMMANDS, CommentAgent, CommentTimers
from instagram.comments.looking import Looking
from instagram.comments.mentions import MentionReading
from instagram.comments.moderating import Moderating
from instagram.comments.private import PrivateReplying
from instagram.comments.reading import CommentReading
from instagram.comments.sending import Sending
from instagram.parts import Parts
from instagram.room import Agent, Room, Timer
from instagram.settings import InstagramServiceSettings

REPLYING = web.AppKey("replying", Replying)
PRIVATE_REPLYING = web.AppKey("private_replying", PrivateReplying)
MODERATING = web.AppKey("moderating", Moderating)


def comments_room(parts: Parts, _settings: InstagramServiceSettings) -> Room:
    """Give what is done about comments and mentions."""
    pool, outbox, calls = parts.pool, parts.outbox, parts.calls
    reading = CommentReading(pool, outbox, calls)
    moderating = Moderating(pool, outbox, calls, reading, parts.faults)
    sending = Sending(pool, outbox, calls, parts.tokens, parts.faults)
    looking = Looking(pool, outbox, calls, sending)
    agent = CommentAgent(looking, moderating, reading, MentionReading(pool, outbox, calls))
    timers = CommentTimers(pool, outbox)

    def serve(app: web.Application) -> None:
        replying = Replying(pool, outbox)
        app[REPLYING] = replying
        app[PRIVATE_REPLYING] = PrivateReplying(pool, outbox, parts.clients, replying)
        app[MODERATING] = moderating

    return Room(
        serve=serve,
        agents=[Agent("comments", COMMANDS, agent.obey)],
        timers=[
            Timer(timers.write_replies),
            Timer(timers.write_comments),
            Timer(timers.write_reads, rounds=10),
            Timer(timers.forget_words, rounds=600),
        ],
    )
