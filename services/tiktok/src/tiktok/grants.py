"""The exact loop over `grants.tiktok.v1`: takes a grant over, refuses it, or begins its end."""

import base64
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from common import metrics
from common.event import Delivered
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection
from common.sequences import is_new
from contracts.accounts import AccountConnected, GrantRefused, ReauthorizationRequired
from contracts.auth import DisconnectRequested, GrantIssued
from contracts.tiktok_commands import RevokeGrant
from platforms.tiktok.webhooks import RemovalContent, parse_delivery
from tiktok.pending_observations import PendingObservations
from tiktok.refused_grants import RefusedGrants
from tiktok.tokens import Tokens
from tiktok.webhooks import WebhookHandler
from vault.accounts import NewAccount, OAuthAccounts
from vault.envelope import SealBroken, open_sealed
from vault.errors import ConnectedByAnother
from vault.keyring import Keyring
from vault.sealing import IssuedTokens

log = get_logger(__name__)


class GrantedSecrets(BaseModel):
    """What a grant's envelope holds."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: str = Field(repr=False)
    refresh_token: str = Field(repr=False)


class GrantHandler:
    """Answers every grant on `accounts.v1`: connected, or refused."""

    def __init__(
        self, outbox: Outbox, grant_keyring: Keyring, tokens: Tokens, webhooks: WebhookHandler
    ) -> None:
        self._outbox, self._keyring = outbox, grant_keyring
        self._tokens, self._webhooks = tokens, webhooks

    async def connect(self, connection: Connection, delivered: Delivered) -> None:
        """Store the tokens under our own keys, or say why not; a grant is answered once."""
        grant = delivered.event
        if not isinstance(grant, GrantIssued) or not await is_new(connection, delivered):
            return
        await PendingObservations(connection).lock(grant.platform_user_id)
        accounts = OAuthAccounts(connection)
        former = await accounts.lock(grant.account_id)
        try:
            await accounts.create(_account(grant, delivered.envelope.sequence or 0))
        except ConnectedByAnother:
            await self._refuse(connection, grant)
            return
        await RefusedGrants(connection).go_on_from(grant.account_id)
        ended_at = former.updated_at if former and former.status == "DISCONNECTED" else None
        await self._take_over(connection, grant, delivered, ended_at)

    async def _take_over(
        self,
        connection: Connection,
        grant: GrantIssued,
        delivered: Delivered,
        ended_at: datetime | None,
    ) -> None:
        try:
            secrets = self._open(grant, delivered)
        except (SealBroken, ValueError) as error:  # the base64 and the JSON in it raise ValueErrors
            await self._unreadable(connection, grant, error)
            return
        issued = _issued(grant, secrets)
        await self._tokens.store(connection, grant.account_id, issued, grant.granted_at)
        if ended_at is not None and ended_at > grant.granted_at:
            # TikTok was told to end the former grant after it had given this one.
            await OAuthAccounts(connection).set_status(grant.account_id, "CHECKING")
        fields = grant.model_dump(exclude={"client_key", "sealed_tokens"})
        await self._say(connection, AccountConnected.model_validate(fields))
        await self._hear_early_webhooks(connection, grant)
        log.info("account connected", account_id=grant.account_id, provider="tiktok")

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
        sequence = await RefusedGrants(connection).raise_sequence(grant.account_id)
        refused = GrantRefused(
            provider=grant.provider,
            account_id=grant.account_id,
            user_id=grant.user_id,
            reason="connected_by_another",
        )
        await self._outbox.append(connection, refused, sequence)
        log.info("grant refused", account_id=grant.account_id, reason=refused.reason)

    async def _unreadable(
        self, connection: Connection, grant: GrantIssued, error: Exception
    ) -> None:
        """No key of ours opens it: a new grant is needed, and somebody must look at the keys."""
        await OAuthAccounts(connection).set_status(
            grant.account_id, "REAUTHORIZATION_REQUIRED", "grant_unreadable"
        )
        event = ReauthorizationRequired(
            provider=grant.provider,
            account_id=grant.account_id,
            user_id=grant.user_id,
            reason="grant_unreadable",
        )
        await self._say(connection, event)
        metrics.TOKENS_UNREADABLE.labels(grant.provider).inc()
        log.error("grant unreadable", account_id=grant.account_id, error=type(error).__name__)

    async def _say(
        self, connection: Connection, event: AccountConnected | ReauthorizationRequired
    ) -> None:
        sequence = await OAuthAccounts(connection).raise_sequence(event.account_id)
        await self._outbox.append(connection, event, sequence)

    async def _hear_early_webhooks(self, connection: Connection, grant: GrantIssued) -> None:
        early = PendingObservations(connection)
        for pending in await early.take_for_account(grant.platform_user_id):
            delivery = parse_delivery(pending.body)
            if isinstance(delivery.content, RemovalContent):
                await self._webhooks.remove(connection, delivery, delivery.content)

    async def disconnect(self, connection: Connection, delivered: Delivered) -> None:
        """Take no new work for the account, and let the agent revoke its grant."""
        wish = delivered.event
        if not isinstance(wish, DisconnectRequested) or not await is_new(connection, delivered):
            return
        accounts = OAuthAccounts(connection)
        account = await accounts.lock(wish.account_id)
        if account is None or account.status == "DISCONNECTED":
            return
        await accounts.set_status(wish.account_id, "DISCONNECTING", "user_request")
        command = RevokeGrant(account_id=wish.account_id)
        await self._outbox.command(connection, command, f"wish|{delivered.envelope.sequence}")


def _issued(grant: GrantIssued, secrets: GrantedSecrets) -> IssuedTokens:
    """Put the sealed and the open half of a grant together; lives count from when it was given."""
    return IssuedTokens(
        access_token=secrets.access_token,
        refresh_token=secrets.refresh_token,
        expires_in=int((grant.expires_at - grant.granted_at).total_seconds()),
        refresh_expires_in=int((grant.refresh_expires_at - grant.granted_at).total_seconds()),
        scopes=tuple(grant.scopes),
    )


def _account(grant: GrantIssued, sequence: int) -> NewAccount:
    return NewAccount(
        account_id=grant.account_id,
        provider=grant.provider,
        client_key=grant.client_key,
        platform_user_id=grant.platform_user_id,
        user_id=grant.user_id,
        scopes=grant.scopes,
        display_name=grant.display_name,
        avatar_url=grant.avatar_url or "",
        granted_at=grant.granted_at,
        grant_sequence=sequence,
    )
