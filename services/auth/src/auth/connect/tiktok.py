"""Login with TikTok.

https://developers.tiktok.com/doc/login-kit-web
"""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from auth.connect.login import ConsentPage, Granted, Keep
from auth.platform import Feature, Platform
from common.logs import get_logger
from platforms.errors import ClientMisconfigured, GrantRefused, PlatformError, TokenInvalid
from platforms.tiktok.app import TikTokApp
from platforms.tiktok.catalogue import CATALOGUE, OAUTH
from platforms.tiktok.client import TikTok
from platforms.tiktok.oauth import Tokens, authorize_url, challenge, new_verifier
from platforms.tiktok.user import User

log = get_logger(__name__)
# https://developers.tiktok.com/doc/tiktok-api-scopes
FEATURES = (
    Feature("user.info.basic", "profile", "Name and picture of the account are not shown."),
    Feature("video.publish", "publish", "Postlog cannot post to this account."),
    Feature("video.upload", "inbox", "Postlog cannot send drafts to the TikTok inbox."),
    Feature("video.list", "metrics", "Views, likes and comments of posts are not collected."),
    Feature("user.info.profile", "username", "Links to posts lack the user name.", is_extra=True),
)
TIKTOK = Platform(
    name="tiktok",
    title="TikTok",
    catalogue=CATALOGUE,
    features=FEATURES,
    refusals=OAUTH,
    grant_ends=(
        "TikTok lets Postlog use your account for one year. That year ends within a month."
    ),
    apps_at="Settings > Security > Apps",
)


class TikTokLogin:
    """TikTok's login: one account for each consent, and tokens that are rotated."""

    def __init__(self, client: TikTok, app: TikTokApp) -> None:
        self._client, self._app = client, app
        self.platform = replace(TIKTOK, asked=app.scopes)
        self.name = TIKTOK.name
        self.client_key = app.client_key

    def consent_page(self, redirect_uri: str, state: str) -> ConsentPage:
        """Always ask: otherwise TikTok would silently give the account that it knows already."""
        verifier = new_verifier(secrets.token_bytes(48)) if self._app.pkce == "hex" else None
        address = authorize_url(
            self._app,
            redirect_uri,
            self._app.scopes,
            state,
            challenge(verifier) if verifier else None,
            disable_auto_auth=True,
        )
        return ConsentPage(address, verifier)

    async def exchange(self, code: str, redirect_uri: str, verifier: str | None) -> Granted:
        """Trade the code, then ask who it is."""
        tokens = await self._client.exchange_code(code, redirect_uri, verifier)
        return granted(tokens, await self._profile(tokens), datetime.now(UTC))

    async def revoke(self, granted: Granted, keep: Keep) -> None:
        """Withdraw the grant.

        TikTok does not know an access token that has ended, also before its time, or was withdrawn
        together with another one of the same user. Whether the grant lives on, the renewal tells.
        It spends the refresh token, so what comes of it is kept for a further try.
        """
        try:
            await self._client.revoke(granted.access_token)
        except (ClientMisconfigured, GrantRefused, TokenInvalid):
            try:
                renewed = await self._client.refresh(granted.refresh_token or "")
            except GrantRefused:
                return
            tokens = {
                "access_token": renewed.access_token,
                "refresh_token": renewed.refresh_token,
            }
            await keep(granted.model_copy(update=tokens))
            await self._client.revoke(renewed.access_token)

    async def _profile(self, tokens: Tokens) -> User:
        """Without an answer the account has no name, which is better than losing the grant."""
        try:
            return await self._client.user_info(tokens.access_token, tokens.scopes)
        except PlatformError as error:
            log.warning("profile not read", provider=TIKTOK.name, error=str(error))
            return User(open_id=tokens.open_id)


def granted(tokens: Tokens, user: User, now: datetime) -> Granted:
    """Count the lifetimes from `now`, when the answer came."""
    return Granted(
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        platform_user_id=tokens.open_id,
        scopes=list(tokens.scopes),
        display_name=user.display_name,
        username=user.username or None,
        avatar_url=user.avatar_url or None,
        granted_at=now,
        expires_at=now + timedelta(seconds=tokens.expires_in),
        refresh_expires_at=now + timedelta(seconds=tokens.refresh_expires_in),
        renewal="rotation",
    )
