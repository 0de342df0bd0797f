"""What a consent gives: one account, several to choose from, or the reason why there is none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from auth.connect.login import Candidate, Choices, Consent, Granted
from platforms.errors import GrantRefused
from platforms.instagram.accounts import InstagramProfile, Unusable, Usable, usable_scopes
from platforms.instagram.tokens import Token

LONG_LIFE = timedelta(days=60)
"""The life of a long token, where Meta does not tell it."""
BUSINESS = "business_management"
# Without these Facebook Login shows no account, or answers no call about it.
NEEDED = frozenset({"instagram_basic", "pages_show_list", "pages_read_engagement"})
ALWAYS_GRANTED = "public_profile"
# Of several reasons the one that is nearest to an account that can be used.
NEAREST = ("personal_account", "no_page_role", "account_not_shared", "page_without_instagram")


@dataclass(frozen=True, slots=True)
class Authority:
    """What all accounts of a consent share: the person's token, and what was granted."""

    token: str
    scopes: frozenset[str]
    granted_at: datetime
    expires_at: datetime | None
    renewal: Literal["extension", "none"]
    grantor_id: str | None = None

    def over(self, profile: InstagramProfile, scopes: Collection[str] | None = None) -> Granted:
        """Give the grant of one account; `scopes` where not all are of use there."""
        return Granted(
            access_token=self.token,
            platform_user_id=profile.id,
            grantor_id=self.grantor_id,
            scopes=sorted(self.scopes if scopes is None else scopes),
            display_name=profile.name,
            username=profile.username or None,
            avatar_url=profile.profile_picture_url or None,
            granted_at=self.granted_at,
            expires_at=self.expires_at,
            renewal=self.renewal,
        )


def end_of(token: Token, now: datetime) -> datetime:
    """Say when a long token ends, counted from when it came."""
    lives = LONG_LIFE if token.expires_in is None else timedelta(seconds=token.expires_in)
    return now + lives


def check_permissions(granted: Collection[str], needed: Collection[str]) -> None:
    """Refuse a consent without what every call needs."""
    if set(granted) <= {ALWAYS_GRANTED}:
        raise GrantRefused("nothing_granted")
    if not set(needed) <= set(granted):
        raise GrantRefused("permission_missing")


def candidate_of(found: Usable | Unusable, authority: Authority) -> Candidate:
    """Show a Page's account as one to choose; one that cannot be used has the Page's name."""
    page = found.page
    if isinstance(found, Usable):
        scopes = usable_scopes(authority.scopes, page.tasks)
        return Candidate(granted=authority.over(found.profile, scopes), page_name=page.name)
    seen = page.instagram_business_account or page.connected_instagram_account
    shown = seen or InstagramProfile(id=page.id, name=page.name)
    return Candidate(granted=authority.over(shown), page_name=page.name, unusable=found.trouble)


def no_page(granted: Collection[str]) -> GrantRefused:
    """Say why Facebook shows no Page at all."""
    return GrantRefused("no_page_shared" if BUSINESS in granted else "portfolio_page_hidden")


def consent_of(grantor_id: str, candidates: Sequence[Candidate]) -> Consent:
    """Give the one account, or the choice; raises `GrantRefused` where no account can be used."""
    usable = [one for one in candidates if one.unusable is None]
    if not usable:
        reasons = {one.unusable for one in candidates}
        raise GrantRefused(next(reason for reason in NEAREST if reason in reasons))
    if len(candidates) == 1:
        return usable[0].granted
    unusable = [one for one in candidates if one.unusable is not None]
    return Choices(grantor_id=grantor_id, candidates=(*usable, *unusable))
