"""Facebook Login: the accounts behind the Pages that a person shares.

https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-facebook-login
"""

from datetime import UTC, datetime

from auth.connect.instagram.granting import (
    NEEDED,
    Authority,
    candidate_of,
    check_permissions,
    consent_of,
    end_of,
    no_page,
)
from auth.connect.instagram.platform import login_name
from auth.connect.instagram.revoking import revoke
from auth.connect.login import Consent, ConsentPage, Granted, Keep
from auth.platform import Platform
from platforms.instagram.accounts import judge
from platforms.instagram.client import Instagram
from platforms.instagram.facebook_login import dialog_url


class FacebookLogin:
    """One consent of a person for all the accounts that they choose, and one token for them."""

    def __init__(self, client: Instagram, platform: Platform) -> None:
        self._client, self.platform = client, platform
        self.name, self.client_key = login_name(client.app), client.app.app_id

    def consent_page(self, redirect_uri: str, state: str) -> ConsentPage:
        """Facebook has no PKCE here: its code is worth nothing without the app's secret."""
        app = self._client.app
        return ConsentPage(dialog_url(app, redirect_uri, app.scopes, state), None)

    async def exchange(self, code: str, redirect_uri: str, _verifier: str | None) -> Consent:
        """Trade the code for a long token; ask what was granted, by whom, and for which Pages."""
        client = self._client
        short = await client.exchange_code(code, redirect_uri)
        token = await client.lengthen(short.access_token)
        now = datetime.now(UTC)
        granted = await client.granted(token.access_token)
        check_permissions(granted, NEEDED)
        authority = Authority(
            token=token.access_token,
            scopes=granted,
            granted_at=now,
            expires_at=end_of(token, now),
            renewal="extension",
            grantor_id=(await client.person(token.access_token)).id,
        )
        return await self._accounts(authority)

    async def revoke(self, granted: Granted, _keep: Keep) -> None:
        """Remove the app for the person: every account that they gave ends with it."""
        await revoke(self._client, granted)

    async def _accounts(self, authority: Authority) -> Consent:
        pages = await self._client.pages(authority.token)
        if not pages:
            raise no_page(authority.scopes)
        found = [candidate_of(judge(page, authority.scopes), authority) for page in pages]
        return consent_of(authority.grantor_id or "", found)
