"""`/api/auth/accounts`: what is connected, how it stands, and ending it."""

from datetime import UTC, datetime
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from auth.accounts.account import WORKING, Account, Status
from auth.accounts.disconnecting import disconnect
from auth.accounts.store import Accounts
from auth.accounts.words import PATIENCE_SECONDS, outcome_for, waiting_for
from auth.app_keys import PLATFORMS, POOL
from auth.platform import Feature, Platform
from common.errors import NotFound
from common.sessions import Session
from common.web import answer


class MissingFeature(BaseModel):
    """What the user did not allow, and what that means."""

    feature: str
    scope: str
    reason: str

    @classmethod
    def of(cls, feature: Feature) -> "MissingFeature":
        """Show a feature that was not allowed."""
        return cls(feature=feature.name, scope=feature.scope, reason=feature.without)


class AccountView(BaseModel):
    """An account as its user sees it; `display_name` is never empty."""

    account_id: UUID
    provider: str
    status: Status
    reason: str | None
    message: str
    next_step: str
    waiting_for: str | None
    display_name: str
    username: str | None
    avatar_url: str | None
    scopes: list[str]
    missing_features: list[MissingFeature]
    requested_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, account: Account, platform: Platform) -> "AccountView":
        """Show an account; after a minute of waiting, also what it waits for."""
        status, waited = account.status(platform), waited_seconds(account)
        missing = platform.missing(account.scopes) if status in WORKING else []
        is_overdue = status is Status.CONNECTING and waited >= PATIENCE_SECONDS
        outcome = outcome_for(account, platform, waited)
        return cls(
            account_id=account.account_id,
            provider=account.provider,
            status=status,
            reason=account.reason,
            message=outcome.happened,
            next_step=outcome.advice,
            waiting_for=waiting_for(platform) if is_overdue else None,
            display_name=account.name,
            username=account.username,
            avatar_url=account.avatar_url,
            scopes=account.scopes,
            missing_features=[MissingFeature.of(feature) for feature in missing],
            requested_at=account.requested_at,
            expires_at=account.expires_at,
        )


class AccountList(BaseModel):
    """All accounts of a user."""

    accounts: list[AccountView]


async def list_accounts(request: web.Request, session: Session) -> web.StreamResponse:
    """Give the user's accounts, in the order in which they were first connected."""
    async with request.app[POOL].connection() as connection:
        accounts = await Accounts(connection).find_by_user(UUID(session.user_id))
    return answer(AccountList(accounts=[view_of(request, account) for account in accounts]))


async def show_account(request: web.Request, session: Session) -> web.StreamResponse:
    """Give one account."""
    account = await find_account(request, session, request.match_info["account_id"])
    return answer(view_of(request, account))


async def end_account(request: web.Request, session: Session) -> web.StreamResponse:
    """Have it disconnected and its grant revoked; the provider service does both, later."""
    account_id = _account_id(request.match_info["account_id"])
    account = await disconnect(request.app[POOL], account_id, UUID(session.user_id))
    return answer(view_of(request, account), status=202)


def view_of(request: web.Request, account: Account) -> AccountView:
    """Show an account in the words of its platform."""
    return AccountView.of(account, request.app[PLATFORMS].of(account.provider))


async def find_account(request: web.Request, session: Session, account_id: str) -> Account:
    """Give the user's account; raises `NotFound`, also where it is another user's."""
    async with request.app[POOL].connection() as connection:
        account = await Accounts(connection).find(_account_id(account_id), UUID(session.user_id))
    if account is None:
        raise NotFound("There is no such account.")
    return account


def waited_seconds(account: Account) -> float:
    """Give how long ago the user asked for what the account waits for, in seconds."""
    asked = account.requested_at
    return (datetime.now(UTC) - asked).total_seconds() if asked else 0.0


def _account_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such account.") from error
