"""The exact loop over a provider's grants: takes a grant over, refuses it, or begins its end."""

import base64
from collections.abc import Awaitable, Callable
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from accounts import metrics
from accounts.errors import ConnectedByAnother
from accounts.events import append, identity
from accounts.inbox import Inbox
from accounts.platform import Platform
from accounts.refused import RefusedGrants
from accounts.removals import Removal, observe_withdrawn_grant
from accounts.store import NewAccount, OAuthAccount, OAuthAccounts
from accounts.tokens.credential import IssuedTokens
from accounts.tokens.tokens import AccountTokens
from common.event import Delivered
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection
from common.sequences import is_new
from contracts.accounts import (
    AccountConnected,
    AccountDisconnected,
    GrantRefused,
    ReauthorizationRequired,
)
from contracts.auth import DisconnectRequested, GrantIssued, GrantWithdrawn
from contracts.commands import RevokeGrant
from vault.envelope import SealBroken, open_sealed
from vault.keyring import Keyring

log = get_logger(__name__)
UNKNOWN_ACCOUNT = "unknown_account"
OnConnected = Callable[[Connection, GrantIssued], Awaitable[None]]
"""What else a service does in the transaction that connects an account."""


class GrantedSecrets(BaseModel):
    """What a grant's envelope holds."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: str = Field(repr=False)
    refresh_token: str | None = Field(default=None, repr=False)


class GrantHandler:
    """Answers every grant on `accounts.v1`: connected, or refused."""

    def __init__(
        self,
        platform: Platform,
        outbox: Outbox,
        grant_keyring: Keyring,
        tokens: AccountTokens,
        on_connected: OnConnected,
    ) -> None:
        self._provider, self._outbox, self._keyring = platform.provider, outbox, grant_keyring
        self._tokens, self._on_connected = tokens, on_connected

    async def connect(self, connection: Connection, delivered: Delivered) -> None:
        """Store the tokens under our own keys, or say why not; a grant is answered once."""
        grant = delivered.event
        if not isinstance(grant, GrantIssued) or not await is_new(connection, delivered):
            return
        await Inbox(connection, self._provider).lock(grant.platform_user_id)
        accounts = OAuthAccounts(connection)
        former = await accounts.lock(grant.account_id)
        try:
            await accounts.create(_account(grant, delivered.envelope.sequence or 0))
        except ConnectedByAnother:
            await self._refuse(connection, grant)
            return
        await RefusedGrants(connection).go_on_from(grant.account_id)
        try:
            secrets = self._open(grant, delivered)
        except (SealBroken, ValueError) as error:  # the base64 and the JSON in it raise ValueErrors
            await self._unreadable(connection, grant, error)
            return
        await self._take_over(connection, grant, secrets, former)

    async def _take_over(
        self,
        connection: Connection,
        grant: GrantIssued,
        secrets: GrantedSecrets,
        former: OAuthAccount | None,
    ) -> None:
        accounts, issued = OAuthAccounts(connection), _issued(grant, secrets)
        await self._tokens.store(connection, grant.account_id, issued, grant.granted_at)
        if former and former.status == "DISCONNECTED" and former.updated_at > grant.granted_at:
            # The platform was told to end the former grant after it had given this one.
            await accounts.set_status(grant.account_id, "CHECKING")
        # Where the platform did not say who this is now, what it said before still holds.
        held = await accounts.lock(grant.account_id) or grant
        event = AccountConnected(
            **identity(grant),
            platform_user_id=grant.platform_user_id,
            grantor_id=grant.grantor_id,
            display_name=held.display_name,
            username=held.username,
            avatar_url=held.avatar_url or None,
            scopes=grant.scopes,
            granted_at=grant.granted_at,
            expires_at=grant.expires_at,
            refresh_expires_at=grant.refresh_expires_at,
        )
        await append(connection, self._outbox, event)
        await self._on_connected(connection, grant)
        log.info("account connected", account_id=grant.account_id, provider=self._provider)

    def _open(self, grant: GrantIssued, delivered: Delivered) -> GrantedSecrets:
        place = {
            "topic": delivered.topic,
            "account_id": str(grant.account_id),
            "sequence": str(delivered.envelope.sequence),
        }
        sealed = base64.b64decode(grant.sealed_tokens)
        return GrantedSecrets.model_validate_json(open_sealed(self._keyring, sealed, place))

    async def _refuse(self, connection: Connection, grant: GrantIssued) -> None:
        """Forget the grant without revoking it: revoking could end the owner's."""
        refused = GrantRefused(**identity(grant), reason="connected_by_another")
        sequence = await RefusedGrants(connection).raise_sequence(grant.account_id)
        await self._outbox.append(connection, refused, sequence)
        log.info("grant refused", account_id=grant.account_id, reason=refused.reason)

    async def _unreadable(
        self, connection: Connection, grant: GrantIssued, error: Exception
    ) -> None:
        """No key of ours opens it: a new grant is needed, and somebody must look at the keys."""
        reason = "grant_unreadable"
        accounts = OAuthAccounts(connection)
        await accounts.set_status(grant.account_id, "REAUTHORIZATION_REQUIRED", reason)
        event = ReauthorizationRequired(**identity(grant), reason=reason)
        await append(connection, self._outbox, event)
        metrics.TOKENS_UNREADABLE.labels(self._provider).inc()
        log.error("grant unreadable", account_id=grant.account_id, error=type(error).__name__)

    async def disconnect(self, connection: Connection, delivered: Delivered) -> None:
        """Take no new work for the account, and let the agent revoke its grant.

        A wish about an account without a row is answered at once, or it would be open for ever.
        """
        wish = delivered.event
        if not isinstance(wish, DisconnectRequested) or not await is_new(connection, delivered):
            return
        accounts = OAuthAccounts(connection)
        account = await accounts.lock(wish.account_id)
        if account is None:
            event = AccountDisconnected(**identity(wish), revoked=False, reason=UNKNOWN_ACCOUNT)
            sequence = await RefusedGrants(connection).raise_sequence(wish.account_id)
            await self._outbox.append(connection, event, sequence)
        elif account.status != "DISCONNECTED":
            await accounts.set_status(wish.account_id, "DISCONNECTING", "user_request")
            command = RevokeGrant(provider=self._provider, account_id=wish.account_id)
            cause = f"wish|{delivered.envelope.sequence}"
            await self._outbox.command(connection, command, cause)

    async def withdraw(self, connection: Connection, delivered: Delivered) -> None:
        """Let the account be checked: only a refused token disconnects it."""
        told = delivered.event
        if not isinstance(told, GrantWithdrawn) or not await is_new(connection, delivered):
            return
        # Without an id at the platform: the account is named by ours.
        removal = Removal(told.provider, "", told.withdrawn_at, told.reason)
        await observe_withdrawn_grant(connection, self._outbox, told.account_id, removal)


def _issued(grant: GrantIssued, secrets: GrantedSecrets) -> IssuedTokens:
    """Put the sealed and the open half of a grant together; lives count from when it was given."""
    return IssuedTokens(
        access_token=secrets.access_token,
        refresh_token=secrets.refresh_token,
        expires_in=_seconds(grant.granted_at, grant.expires_at),
        refresh_expires_in=_seconds(grant.granted_at, grant.refresh_expires_at),
        scopes=tuple(grant.scopes),
    )


def _seconds(since: datetime, until: datetime | None) -> int | None:
    return None if until is None else int((until - since).total_seconds())


def _account(grant: GrantIssued, sequence: int) -> NewAccount:
    return NewAccount(
        account_id=grant.account_id,
        provider=grant.provider,
        client_key=grant.client_key,
        platform_user_id=grant.platform_user_id,
        grantor_id=grant.grantor_id,
        user_id=grant.user_id,
        scopes=grant.scopes,
        display_name=grant.display_name,
        username=grant.username,
        avatar_url=grant.avatar_url or "",
        renewal=grant.renewal,
        granted_at=grant.granted_at,
        grant_sequence=sequence,
    )
