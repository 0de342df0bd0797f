"""`/api/auth/accounts`: what is connected, how it stands, and ending it."""

from datetime import UTC, datetime
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from auth.accounts.account import WORKING, Account, Status, missing_features
from auth.accounts.store import Accounts
from auth.app_keys import POOL
from auth.connect.grants import disconnect
from auth.connect.outcomes import PATIENCE_SECONDS, WAITING, outcome_for
from common.errors import NotFound
from common.sessions import Session
from common.web import answer


class MissingFeature(BaseModel):
    """What the user did not allow, and what that means."""

    feature: str
    scope: str
    reason: str


class AccountView(BaseModel):
    """An account as its user sees it."""

    account_id: UUID
    provider: str
    status: Status
    reason: str | None
    message: str
    next_step: str
    waiting_for: str | None
    display_name: str | None
    avatar_url: str | None
    scopes: list[str]
    missing_features: list[MissingFeature]
    requested_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, account: Account) -> "AccountView":
        """Show an account; what it waits for is told after a minute."""
        works = account.status in WORKING
        missing = missing_features(account.provider, account.scopes) if works else []
        waited = waited_seconds(account)
        is_overdue = account.status is Status.CONNECTING and waited >= PATIENCE_SECONDS
        standing = outcome_for(account, waited)
        return cls(
            account_id=account.account_id,
            provider=account.provider,
            status=account.status,
            reason=account.reason,
            message=standing.happened,
            next_step=standing.advice,
            waiting_for=WAITING if is_overdue else None,
            display_name=account.display_name,
            avatar_url=account.avatar_url,
            scopes=account.scopes,
            missing_features=[
                MissingFeature(feature=one.name, scope=one.scope, reason=one.without)
                for one in missing
            ],
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
    return answer(AccountList(accounts=[AccountView.of(account) for account in accounts]))


async def show_account(request: web.Request, session: Session) -> web.StreamResponse:
    """Give one account."""
    account = await find_account(request, session, request.match_info["account_id"])
    return answer(AccountView.of(account))


async def end_account(request: web.Request, session: Session) -> web.StreamResponse:
    """Have it disconnected and its grant revoked; the provider service does both, later."""
    account_id = _account_id(request.match_info["account_id"])
    account = await disconnect(request.app[POOL], account_id, UUID(session.user_id))
    return answer(AccountView.of(account), status=202)


async def find_account(request: web.Request, session: Session, account_id: str) -> Account:
    """Give the user's account; raises `NotFound`, also where it is another user's."""
    async with request.app[POOL].connection() as connection:
        account = await Accounts(connection).find(_account_id(account_id), UUID(session.user_id))
    if account is None:
        raise NotFound("There is no such account.")
    return account


def waited_seconds(account: Account) -> float:
    """Tell how long ago the user asked for what the account waits for."""
    asked = account.requested_at
    return (datetime.now(UTC) - asked).total_seconds() if asked else 0.0


def _account_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such account.") from error
