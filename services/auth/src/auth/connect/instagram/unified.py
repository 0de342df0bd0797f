"""Unified Login: accounts without Pages, by a configuration of Facebook Login for Business.

Which accounts were chosen is known by the token alone; it is not extended, but given anew.
https://developers.facebook.com/documentation/instagram-platform/overview
"""

from datetime import UTC, datetime

from auth.connect.instagram.facebook import FacebookLogin
from auth.connect.instagram.granting import Authority, check_permissions, consent_of
from auth.connect.login import Candidate, Consent
from platforms.errors import GrantRefused, Rejected, ScopeMissing
from platforms.instagram.accounts import BASIC, InstagramProfile
from platforms.instagram.facebook_login import TokenFacts


class UnifiedLogin(FacebookLogin):
    """The same dialog and app as Facebook Login; only what comes back differs."""

    async def exchange(self, code: str, redirect_uri: str, _verifier: str | None) -> Consent:
        """Trade the code for the token, then ask Meta what that is good for."""
        client = self._client
        token = (await client.exchange_code(code, redirect_uri)).access_token
        facts = await client.inspect(token)
        check_permissions(facts.scopes, {BASIC})
        grantor_id = facts.user_id or (await client.person(token)).id
        authority = Authority(
            token=token,
            scopes=frozenset(facts.scopes),
            granted_at=datetime.now(UTC),
            expires_at=_end_of(facts),
            renewal="none",
            grantor_id=grantor_id,
        )
        chosen = facts.targets(BASIC)
        if not chosen:
            raise GrantRefused("account_not_shared")
        found = [await self._candidate(authority, account_id) for account_id in chosen]
        return consent_of(grantor_id, found)

    async def _candidate(self, authority: Authority, account_id: str) -> Candidate:
        try:
            profile = await self._client.profile(authority.token, account_id)
        except (Rejected, ScopeMissing):
            hidden = authority.over(InstagramProfile(id=account_id))
            return Candidate(granted=hidden, unusable="account_not_shared")
        return Candidate(granted=authority.over(profile))


def _end_of(facts: TokenFacts) -> datetime | None:
    return datetime.fromtimestamp(facts.expires_at, UTC) if facts.expires_at else None
