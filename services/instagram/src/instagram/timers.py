"""What the leader repeats for the whole service; what it repeats for a room stands there."""

from accounts.inbox import EarlyDelivery
from accounts.service_timers import ServiceTimers, TurnCommands
from contracts.instagram.comments import WebhookUnmatched
from instagram.parts import Parts
from instagram.platform import LIMITS


def service_timers(parts: Parts, commands: TurnCommands) -> ServiceTimers:
    """Give what every service repeats, with the commands of the rooms' turns."""
    return ServiceTimers(parts.pool, parts.outbox, LIMITS, parts.turns, commands, unmatched)


def unmatched(early: EarlyDelivery) -> WebhookUnmatched:
    """Tell of a webhook that no account came for."""
    return WebhookUnmatched(external_id=early.external_id, platform_user_id=early.platform_user_id)
