"""Instagram Login: one account, without Facebook and its Pages.

https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/business-login
"""

from datetime import UTC, datetime

from auth.connect.instagram.granting import Authority, check_permissions, end_of
from auth.connect.instagram.platform import login_name
from auth.connect.instagram.revoking import revoke
from auth.connect.login import ConsentPage, Granted, Keep
from auth.platform import Platform
from platforms.errors import GrantRefused
from platforms.instagram.accounts import InstagramProfile
from platforms.instagram.client import Instagram
from platforms.instagram.instagram_login import InstagramUser, dialog_url

BASIC = "instagram_business_basic"


class InstagramLogin:
    """The account itself consents: its grantor is the account as our app alone knows it."""

    def __init__(self, client: Instagram, platform: Platform) -> None:
        self._client, self.platform = client, platform
        self.name, self.client_key = login_name(client.app), client.app.app_id

    def consent_page(self, redirect_uri: str, state: str) -> ConsentPage:
        """Instagram has no PKCE here, as Facebook has none."""
        app = self._client.app
        return ConsentPage(dialog_url(app, redirect_uri, app.scopes, state), None)

    async def exchange(self, code: str, redirect_uri: str, _verifier: str | None) -> Granted:
        """Trade the code for a long token, then ask whose it is."""
        short = await self._client.exchange_code(code, redirect_uri)
        # Only this answer tells what was granted; where it does not, the calls will.
        scopes = frozenset(short.permissions or self._client.app.scopes)
        check_permissions(scopes, {BASIC})
        token = await self._client.lengthen(short.access_token)
        now = datetime.now(UTC)
        user = await self._client.user(token.access_token)
        if user.account_type == "PERSONAL":
            raise GrantRefused("personal_account")
        authority = Authority(
            token=token.access_token,
            scopes=scopes,
            granted_at=now,
            expires_at=end_of(token, now),
            renewal="extension",
            grantor_id=user.scoped_id,
        )
        return authority.over(_profile(user))

    async def revoke(self, granted: Granted, _keep: Keep) -> None:
        """Remove the app for the account."""
        await revoke(self._client, granted)


def _profile(user: InstagramUser) -> InstagramProfile:
    return InstagramProfile(
        id=user.user_id,
        username=user.username,
        name=user.name,
        profile_picture_url=user.profile_picture_url,
    )
