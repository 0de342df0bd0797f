"""`/api/auth/accounts`: what is connected, how it stands, and ending it."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from auth.accounts.account import WORKING, Account, Status
from auth.accounts.disconnecting import disconnect
from auth.accounts.store import Accounts
from auth.accounts.words import PATIENCE_SECONDS, outcome_for, waiting_for, without
from auth.app_keys import PLATFORMS, POOL
from auth.platform import AccessLevel, Feature, Platform
from common.errors import NotFound
from common.sessions import Session
from common.web import answer


class MissingFeature(BaseModel):
    """What does not work, and why: the user did not allow it, or was not asked."""

    feature: str
    scope: str
    reason: str
    asked: bool

    @classmethod
    def all_of(cls, platform: Platform, scopes: Collection[str]) -> "list[MissingFeature]":
        """Show what these scopes leave out."""
        refused, not_asked = platform.missing(scopes), platform.not_asked(scopes)
        return [cls._of(feature, feature.without, asked=True) for feature in refused] + [
            cls._of(feature, without(platform, feature), asked=False) for feature in not_asked
        ]

    @classmethod
    def _of(cls, feature: Feature, reason: str, *, asked: bool) -> "MissingFeature":
        return cls(feature=feature.name, scope=feature.scope, reason=reason, asked=asked)


class AccountView(BaseModel):
    """An account as its user sees it; `display_name` is never empty.

    `revoked` tells of an account that was disconnected whether the platform confirmed the end,
    `access_level` how far an account may be used of a platform that has such levels. `login` is the
    one by which it is to be connected again; null is the platform's first.
    """

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
    access_level: AccessLevel | None
    missing_features: list[MissingFeature]
    requested_at: datetime | None
    expires_at: datetime | None
    revoked: bool | None
    login: str | None

    @classmethod
    def of(cls, account: Account, platform: Platform) -> "AccountView":
        """Show an account; after a minute of waiting, also what it waits for."""
        status, waited = account.status(platform), waited_seconds(account)
        missing = MissingFeature.all_of(platform, account.scopes) if status in WORKING else []
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
            access_level=platform.access_level(account.scopes) if status in WORKING else None,
            missing_features=missing,
            requested_at=account.requested_at,
            expires_at=account.expires_at,
            revoked=account.revoked,
            login=account.login if account.login in platform.logins else None,
        )


class AccountList(BaseModel):
    """All accounts of a user, and the scopes that each platform is asked for.

    `logins` are the names of a platform's logins where there are several to choose from.
    """

    accounts: list[AccountView]
    asked_scopes: dict[str, list[str]]
    logins: dict[str, list[str]]


async def list_accounts(request: web.Request, session: Session) -> web.StreamResponse:
    """Give the user's accounts, in the order in which they were first connected."""
    async with request.app[POOL].connection() as connection:
        accounts = await Accounts(connection).find_by_user(UUID(session.user_id))
    views = [view_of(request, account) for account in accounts]
    asked = {platform.name: list(platform.scopes) for platform in request.app[PLATFORMS]}
    logins = {platform.name: list(platform.logins) for platform in request.app[PLATFORMS]}
    return answer(AccountList(accounts=views, asked_scopes=asked, logins=logins))


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
