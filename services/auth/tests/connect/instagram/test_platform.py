"""How far an account may be used, what it lacks, and how connecting may end, in words."""

import re
from collections.abc import Collection

import pytest

from auth.accounts.words import why_lost
from auth.connect.instagram.granting import NEAREST, consent_of, no_page
from auth.connect.instagram.platform import INSTAGRAM, offered
from auth.connect.login import Candidate, Choices, Granted
from auth.connect.outcomes import outcome_code, refusal, refusal_code, refusals
from auth.platform import Platform
from platforms import errors
from platforms.catalogue import Entry
from platforms.errors import GrantRefused
from platforms.instagram.app import OWN_SCOPES, SCOPES, InstagramApp
from platforms.instagram.catalogue import OAUTH

FACEBOOK = InstagramApp("facebook", "7", ("s",), scopes=SCOPES)
UNIFIED = InstagramApp("unified", "7", ("s",), scopes=SCOPES)
OWN_ASKED = [own for own, scope in OWN_SCOPES.items() if scope in SCOPES]
OWN = InstagramApp("instagram", "8", ("s",), scopes=tuple(OWN_ASKED))
UNIFIED_SCOPES = {scope for scope in SCOPES if scope.startswith("instagram_")}
COMMENTS, OWN_COMMENTS = "instagram_manage_comments", "instagram_business_manage_comments"


def lacks(platform: Platform, scopes: Collection[str]) -> list[str]:
    return [feature.name for feature in platform.missing(scopes)]


@pytest.mark.parametrize("scopes", [SCOPES, OWN_ASKED], ids=["facebook", "instagram"])
def test_an_account_of_either_login_lacks_nothing_with_the_scopes_of_its_login(
    scopes: list[str],
) -> None:
    platform = offered([FACEBOOK, OWN])

    assert lacks(platform, scopes) == []
    assert platform.not_asked(scopes) == []
    assert platform.access_level(scopes) == "full"


def test_an_account_of_unified_login_needs_no_permission_of_a_page() -> None:
    platform = offered([UNIFIED])

    assert lacks(platform, UNIFIED_SCOPES) == []
    assert platform.not_asked(UNIFIED_SCOPES) == []
    assert platform.access_level(UNIFIED_SCOPES) == "full"


@pytest.mark.parametrize(
    ("scopes", "lacking", "level"),
    [
        (set(SCOPES) - {COMMENTS}, ["comments"], "publish"),
        (set(OWN_ASKED) - {OWN_COMMENTS}, ["comments"], "publish"),
        (set(SCOPES) - {"instagram_content_publish"}, ["publish"], "read"),
        (set(SCOPES) - {"pages_manage_metadata"}, ["webhooks"], "full"),
        (set(SCOPES) - {"business_management"}, [], "full"),
        ({"instagram_business_basic"}, ["publish", "comments", "metrics"], "read"),
    ],
)
def test_what_was_not_allowed_is_missing_under_either_name(
    scopes: set[str], lacking: list[str], level: str
) -> None:
    platform = offered([FACEBOOK, OWN])

    assert lacks(platform, scopes) == lacking
    assert platform.access_level(scopes) == level


def test_messages_are_missed_only_where_they_are_asked_for_under_either_name() -> None:
    asking = InstagramApp("facebook", "7", ("s",), scopes=(*SCOPES, "instagram_manage_messages"))

    assert lacks(offered([FACEBOOK]), SCOPES) == []
    assert lacks(offered([asking]), SCOPES) == ["messages"]
    assert lacks(offered([asking]), [*OWN_ASKED, "instagram_business_manage_messages"]) == []


def test_what_is_not_asked_for_limits_no_account() -> None:
    few = InstagramApp("facebook", "7", ("s",), scopes=("instagram_basic", "pages_show_list"))

    platform = offered([few])

    assert lacks(platform, few.scopes) == []
    assert [one.name for one in platform.not_asked(few.scopes)] == [
        "publish",
        "comments",
        "metrics",
    ]


def test_the_logins_are_named_and_the_facebook_side_comes_first() -> None:
    assert offered([FACEBOOK, OWN]).logins == ("facebook", "instagram")
    assert offered([UNIFIED]).logins == ("facebook",)
    assert offered([OWN]).logins == ("instagram",)


@pytest.mark.parametrize("entry", OAUTH, ids=lambda entry: entry.code)
def test_every_way_in_which_connecting_may_fail_has_an_outcome_that_a_path_can_name(
    entry: Entry,
) -> None:
    name = outcome_code(INSTAGRAM, GrantRefused(entry.code))

    assert re.fullmatch("[A-Za-z0-9_-]+", name)
    outcome = refusal(INSTAGRAM, name)
    assert outcome is not None
    assert outcome.advice


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.GrantRefused("100/36099"), "invalid_grant"),
        (errors.ClientMisconfigured("101"), "invalid_request"),
        (errors.PlatformDown("unreadable_502"), "server_error"),
        (errors.RateLimited("4"), "rate_limited"),
        (errors.OutcomeUnknown("timeout"), "outcome_unknown"),
        (errors.Rejected("100/33"), "refused"),
    ],
)
def test_an_error_without_words_of_its_own_has_those_of_its_kind(
    error: errors.PlatformError, code: str
) -> None:
    assert outcome_code(INSTAGRAM, error) == code
    assert code in refusals(INSTAGRAM)


def test_a_refusal_at_the_dialog_and_an_account_that_cannot_be_used_are_told_apart() -> None:
    denied = refusals(INSTAGRAM)[refusal_code(INSTAGRAM, "access_denied")]
    personal = refusals(INSTAGRAM)["personal_account"]

    assert denied.title == "You did not allow access"
    assert personal.title == "This account cannot be connected yet"


def test_a_token_that_graph_refuses_later_is_explained_to_its_user() -> None:
    assert "password was changed" in why_lost(INSTAGRAM, "190/460")


def candidate(name: str, unusable: str | None = None) -> Candidate:
    granted = Granted(
        access_token="canary",
        platform_user_id=name,
        grantor_id="person",
        scopes=[],
        display_name=name,
        avatar_url=None,
        granted_at="2026-11-01T00:00:00Z",
    )
    return Candidate(granted=granted, unusable=unusable)


def test_one_account_needs_no_choice_and_beside_others_it_comes_first() -> None:
    usable, other = candidate("usable"), candidate("other", "personal_account")

    alone, both = consent_of("person", [usable]), consent_of("person", [other, usable])

    assert alone == usable.granted
    assert both == Choices(grantor_id="person", candidates=(usable, other))


@pytest.mark.parametrize("reason", NEAREST)
def test_where_no_account_can_be_used_the_reason_nearest_to_one_is_told(reason: str) -> None:
    farther = NEAREST[NEAREST.index(reason) :]

    with pytest.raises(GrantRefused) as refused:
        consent_of("person", [candidate(one, one) for one in reversed(farther)])

    assert refused.value.code == reason


def test_a_hidden_portfolio_is_told_from_nothing_shared() -> None:
    assert no_page({"business_management"}).code == "no_page_shared"
    assert no_page({"pages_show_list"}).code == "portfolio_page_hidden"
