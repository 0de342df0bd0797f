"""Every code of TikTok's pages is explained to people, and errors.py agrees with the catalogue."""

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms import errors
from platforms.catalogue import Entry, Kind, Retry
from platforms.tiktok import codes
from platforms.tiktok.catalogue import ALIASES, CATALOGUE, Area
from platforms.tiktok.upload import REFUSALS, UPLOAD_OUT_OF_STEP

# https://developers.tiktok.com/doc/oauth-error-handling
OAUTH = """access_denied invalid_client invalid_grant invalid_request invalid_scope
unauthorized_client unsupported_grant_type unsupported_response_type server_error
temporarily_unavailable"""
# https://developers.tiktok.com/doc/tiktok-api-v2-error-handling, and the pages of each call
API = """invalid_param invalid_params app_version_check_failed invalid_publish_id
token_not_authorized_for_specified_publish_id publish_not_cancellable scope_permission_missed
invalid_file_upload access_token_invalid scope_not_authorized spam_risk_too_many_posts
spam_risk_too_many_pending_share reached_active_user_cap spam_risk_user_banned_from_posting
unaudited_client_can_only_post_to_private_accounts url_ownership_unverified
privacy_level_option_mismatch rate_limit_exceeded internal_error"""
# https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status, and short forms
FAILURES = """file_format_check_failed duration_check_failed frame_rate_check_failed
picture_size_check_failed internal video_pull_failed photo_pull_failed publish_cancelled
auth_removed spam_risk_too_many_posts spam_risk_user_banned_from_posting spam_risk_text spam_risk
picture_size duration file_format frame_rate"""
LISTED = [
    *(("oauth", code) for code in OAUTH.split()),
    *(("api", code) for code in API.split()),
    *(("fail_reason", code) for code in REFUSALS.values() if code != UPLOAD_OUT_OF_STEP),
    ("upload", UPLOAD_OUT_OF_STEP),
    *(("fail_reason", code) for code in FAILURES.split()),
]
each = pytest.mark.parametrize("known", CATALOGUE.entries, ids=lambda one: f"{one.area}:{one.code}")


@pytest.mark.parametrize(("area", "code"), LISTED)
def test_every_code_of_the_contract_is_explained(area: Area, code: str) -> None:
    assert CATALOGUE.entry(area, code).is_known


# What transport.py, protocol.py and upload.py name themselves.
OURS = """unreachable timeout connection_lost answer_too_large unreadable_200 unreadable_502
unreadable_data unsupported_path rate_limit_exceeded"""


@pytest.mark.parametrize("area", ["oauth", "api"])
@pytest.mark.parametrize("code", OURS.split())
def test_what_happens_on_the_way_is_explained_for_every_call(area: Area, code: str) -> None:
    assert CATALOGUE.entry(area, code).is_known


@pytest.mark.parametrize(
    ("area", "code"),
    [
        ("oauth", "outcome_unknown"),
        ("oauth", "refresh_outcome_unknown"),
        ("oauth", "param_error"),
        ("api", "outcome_unknown"),
        ("fail_reason", "upload_403"),
        ("fail_reason", "upload_418"),
        ("fail_reason", "upload_end_unclear"),
        ("fail_reason", "upload_expired"),
        ("fail_reason", "upload_unknown"),
        ("fail_reason", "upload_malformed"),
        ("fail_reason", "upload_host_not_allowed"),
    ],
)
def test_our_own_codes_are_explained(area: Area, code: str) -> None:
    assert CATALOGUE.entry(area, code).is_known


def test_an_unknown_outcome_is_never_tried_again_by_itself() -> None:
    found = [one for one in CATALOGUE.entries if one.code.endswith("outcome_unknown")]

    assert {one.retry for one in found} == {"by_user"}


@pytest.mark.parametrize("code", ["invalid_param", "spam_risk_text", "unreadable_502", "internal"])
def test_an_error_with_an_explained_code_is_known(code: str) -> None:
    assert CATALOGUE.is_known(code)


@pytest.mark.parametrize("code", ["something_new", "unreadable_code", "unreadable_5020", ""])
def test_an_error_with_a_new_code_is_not_known(code: str) -> None:
    assert not CATALOGUE.is_known(code)


@each
def test_an_explanation_is_a_sentence_for_a_person(known: Entry) -> None:
    for text in (known.sentence, known.next_step):
        assert re.fullmatch(r"[A-Z][^_]*\.", text)
        assert known.code not in text.split()


@each
def test_an_entry_keeps_to_the_lists(known: Entry) -> None:
    assert known.area in get_args(Area)
    assert known.kind in get_args(Kind)
    assert known.retry in get_args(Retry)


@each
def test_what_may_be_tried_later_says_when(known: Entry) -> None:
    assert (known.retry_after is not None) is (known.retry == "later")


@each
def test_only_a_refused_token_is_refreshed(known: Entry) -> None:
    assert (known.retry == "refresh_once") is (known.code == "access_token_invalid")


def test_no_code_is_explained_twice() -> None:
    assert len({(one.area, one.code) for one in CATALOGUE.entries}) == len(CATALOGUE.entries)


def test_what_ends_an_upload_is_explained_as_the_reason_of_its_post_alone() -> None:
    reasons = {one.code for one in CATALOGUE.entries if one.area == "fail_reason"}

    assert not {one.code for one in CATALOGUE.entries if one.area == "upload"} & reasons


def test_an_alias_leads_to_an_entry() -> None:
    codes = {one.code for one in CATALOGUE.entries}

    assert set(ALIASES.values()) <= codes
    assert not set(ALIASES) & codes


@pytest.mark.parametrize(("code", "error"), codes.OAUTH_ERRORS.items())
def test_an_oauth_code_does_to_a_call_what_it_means(
    code: str, error: type[errors.PlatformError]
) -> None:
    kinds = {
        errors.GrantRefused: {"user", "renew"},
        errors.ClientMisconfigured: {"ours"},
        errors.PlatformDown: {"theirs"},
    }

    assert CATALOGUE.entry("oauth", code).kind in kinds[error]


@pytest.mark.parametrize(("code", "error"), codes.API_ERRORS.items())
def test_an_api_code_does_to_a_call_what_it_means(
    code: str, error: type[errors.PlatformError]
) -> None:
    kinds = {
        errors.TokenInvalid: "renew",
        errors.ScopeMissing: "renew",
        errors.RateLimited: "wait",
        errors.PlatformDown: "theirs",
    }

    assert CATALOGUE.entry("api", code).kind == kinds[error]


@given(st.from_regex(r"[a-z_]{1,40}", fullmatch=True))
def test_an_unknown_code_is_shown_as_such(code: str) -> None:
    found = CATALOGUE.entry("fail_reason", f"new_{code}")

    assert not found.is_known
    assert f"new_{code}" in found.sentence
