"""An account's consent at Meta: how it is prolonged, whose it is, and how it is withdrawn."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.platform import Shown
from accounts.store import OAuthAccount
from accounts.tokens.credential import GivenTokens, IssuedTokens
from instagram.clients import Clients
from platforms.instagram.client import Instagram
from platforms.instagram.tokens import Token

# Where an answer has no `expires_in`:
# https://developers.facebook.com/documentation/facebook-login/guides/access-tokens/get-long-lived
LONG_LIFE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Owner:
    """How Instagram shows an account."""

    display_name: str
    username: str
    avatar_url: str


class Consents:
    """The calls that `accounts` makes, for one account; the tokens are the person's."""

    def __init__(self, clients: Clients, account: OAuthAccount) -> None:
        self._clients, self._account = clients, account

    @property
    def _client(self) -> Instagram:
        return self._clients.of(self._account)

    async def refresh(self, secret: str, /) -> GivenTokens:
        """Begin another 60 days; the token stays good."""
        client = self._client
        token = await client.extend(secret)
        seconds = token.expires_in or await _seconds_left(client, token)
        return IssuedTokens(token.access_token, None, seconds, None)

    async def user_info(self, token: str, _granted_scopes: Collection[str], /) -> Shown:
        """Ask who the account is."""
        client = self._client
        if client.app.login == "instagram":
            user = await client.user(token)
            return Owner(user.name or user.username, user.username, user.profile_picture_url)
        profile = await client.profile(token, self._account.platform_user_id)
        return Owner(
            profile.name or profile.username, profile.username, profile.profile_picture_url
        )

    async def revoke(self, access_token: str, /) -> None:
        """Remove our app for the person who gave access."""
        await self._client.revoke(access_token, self._account.grantor_id or "me")


async def _seconds_left(client: Instagram, token: Token) -> int:
    """Ask how long a token lasts, where the answer did not say it and Facebook can be asked."""
    if client.app.login == "instagram":
        return int(LONG_LIFE.total_seconds())
    facts = await client.inspect(token.access_token)
    ends_at = facts.expires_at or (datetime.now(UTC) + LONG_LIFE).timestamp()
    return max(1, int(ends_at - datetime.now(UTC).timestamp()))
