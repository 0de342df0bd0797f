"""`accounts.v1` → `accounts`: what the provider services say becomes the verdict columns."""

from auth.account import Verdict
from auth.accounts import Accounts, Judgement, Owner, Profile
from common.consumer import HandleOne, Subscription, one_by_one
from common.event import Catalogue, Delivered, Event
from common.postgres import Connection
from common.sequences import is_new
from contracts import accounts
from contracts.accounts import (
    AccountConnected,
    AccountDisconnected,
    AccountEvent,
    AccountRefreshed,
    GrantRefused,
    ReauthorizationRequired,
)

GROUP = "auth"


def subscription(dead_letter_limit: int) -> Subscription:
    """Say what the worker reads, and what it does with it."""
    handlers: dict[type[Event], HandleOne] = dict.fromkeys(accounts.EVENTS, project)
    return Subscription(
        GROUP,
        [AccountEvent.TOPIC],
        Catalogue(accounts.EVENTS),
        one_by_one(handlers),
        dead_letter_limit,
    )


async def project(connection: Connection, delivered: Delivered) -> None:
    """Project one event, unless a newer one of its account was projected before."""
    if not await is_new(connection, delivered):
        return
    repository, cause = Accounts(connection), delivered.envelope.causation_id
    match delivered.event:
        case AccountConnected() as event:
            await repository.connected(_owner(event), _profile(event), cause)
        case GrantRefused() as event:
            refused = Judgement(Verdict.REFUSED, event.reason)
            await repository.judged(_owner(event), refused, cause)
        case AccountRefreshed() as event:
            await repository.refreshed(_owner(event), event.expires_at)
        case ReauthorizationRequired() as event:
            lost = Judgement(Verdict.REAUTHORIZATION_REQUIRED, event.reason)
            await repository.judged(_owner(event), lost, cause)
        case AccountDisconnected() as event:
            ended = Judgement(Verdict.DISCONNECTED, event.reason)
            await repository.judged(_owner(event), ended, cause)


def _owner(event: AccountEvent) -> Owner:
    return Owner(event.account_id, event.user_id, event.provider)


def _profile(event: AccountConnected) -> Profile:
    return Profile(event.display_name, event.avatar_url, event.expires_at, event.scopes)
