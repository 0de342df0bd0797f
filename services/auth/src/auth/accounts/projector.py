"""`accounts.v1` → `accounts` and `notices`: what the provider services say of an account."""

from auth.accounts.account import Verdict
from auth.accounts.store import Accounts, Judgement, Owner, Profile
from auth.notices.store import Kind, Notices
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
    AccountRefreshFailed,
    GrantExpiryApproached,
    GrantRefused,
    ProfileObserved,
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
    await _project_account(Accounts(connection), delivered)
    await _project_notice(Notices(connection), delivered)


async def _project_account(repository: Accounts, delivered: Delivered) -> None:
    cause = delivered.envelope.causation_id
    match delivered.event:
        case AccountConnected() as event:
            await repository.connected(_owner(event), _profile(event), cause)
            await repository.note_identity(
                event.account_id, event.platform_user_id, event.grantor_id
            )
        case GrantRefused() as event:
            refused = Judgement(Verdict.REFUSED, event.reason)
            await repository.judged(_owner(event), refused, cause)
        case AccountRefreshed() as event:
            await repository.refreshed(_owner(event), event.expires_at)
        case ProfileObserved() as event:
            await repository.renamed(_owner(event), event.display_name, event.avatar_url)
        case ReauthorizationRequired() as event:
            lost = Judgement(Verdict.REAUTHORIZATION_REQUIRED, event.reason)
            await repository.judged(_owner(event), lost, cause)
        case AccountDisconnected() as event:
            ended = Judgement(Verdict.DISCONNECTED, event.reason)
            await repository.judged(_owner(event), ended, cause)


async def _project_notice(notices: Notices, delivered: Delivered) -> None:
    envelope = delivered.envelope
    match delivered.event:
        case AccountConnected() as event:
            await notices.resolve(event.account_id, envelope.time)
        case AccountRefreshed() as event:
            await notices.resolve(event.account_id, envelope.time, set(Kind) - {Kind.GRANT_ENDING})
        case GrantExpiryApproached() as event:
            await notices.tell(_owner(event), Kind.GRANT_ENDING, "", envelope)
        case AccountDisconnected(reason="user_request") as event:
            await notices.resolve(event.account_id, envelope.time)
        case AccountDisconnected() as event:
            await notices.resolve(event.account_id, envelope.time)  # what went before it
            await notices.tell(_owner(event), Kind.DISCONNECTED, event.reason, envelope)
        case ReauthorizationRequired() as event:
            # Nothing is tried again by itself any more.
            await notices.resolve(event.account_id, envelope.time, [Kind.REFRESH_FAILING])
            await notices.tell(_owner(event), Kind.RECONNECT, event.reason, envelope)
        case GrantRefused() as event:
            await notices.tell(_owner(event), Kind.GRANT_REFUSED, event.reason, envelope)
        case AccountRefreshFailed() as event:
            await notices.tell(_owner(event), Kind.REFRESH_FAILING, event.reason, envelope)


def _owner(event: AccountEvent) -> Owner:
    return Owner(event.account_id, event.user_id, event.provider)


def _profile(event: AccountConnected) -> Profile:
    return Profile(event.display_name, event.avatar_url, event.expires_at, event.scopes)
