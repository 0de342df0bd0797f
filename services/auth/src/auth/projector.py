"""What the worker reads from `accounts.v1`, and what it makes of it."""

from auth.accounts.projector import project_account
from auth.notices.projector import project_notices
from auth.person.erasing import settle
from common.event import Catalogue, Delivered, Event
from common.postgres import Connection
from common.subscription import HandleOne, Subscription, one_by_one
from contracts import accounts
from contracts.accounts import AccountEvent

GROUP = "auth"


def subscription(dead_letter_limit: int) -> Subscription:
    """Give the topic, its events, and how each is handled."""
    handlers: dict[type[Event], HandleOne] = dict.fromkeys(accounts.EVENTS, project)
    return Subscription(
        GROUP,
        [AccountEvent.TOPIC],
        Catalogue(accounts.EVENTS),
        one_by_one(handlers),
        dead_letter_limit,
    )


async def project(connection: Connection, delivered: Delivered) -> None:
    """Project one event; seen again it changes nothing. Raises `InvalidRecord`."""
    event = delivered.event
    if isinstance(event, AccountEvent) and not await settle(connection, event, delivered):
        await project_account(connection, event, delivered)
        await project_notices(connection, event, delivered)
