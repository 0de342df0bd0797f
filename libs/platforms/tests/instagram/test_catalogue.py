"""Every code of Meta's pages is explained to people."""

import re

import pytest

from platforms import errors
from platforms.catalogue import Entry
from platforms.instagram import codes
from platforms.instagram.catalogue import CATALOGUE

# https://developers.facebook.com/docs/graph-api/guides/error-handling
# https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/error-codes
LISTED = """1 2 3 4 4/2207051 9/2207042 10 12 17 20/1772107 24/2207006 24/2207008 25/2207050 32 100
100/33 100/2207023 100/2207028 100/2207040 100/2108006 102 110/2207013 190 190/458 190/459 190/460
190/463 190/464 190/467 190/492 200 250 299 341 368 506 613 613/1996 2500 80001 80002 -2/2207003
-2/2207020 -1/2207001 -1/2207032 -1/2207053 -1/2207073 1/2207057 352/2207026 9004/2207052
9007/2207027 36000/2207004 36001/2207005 36003/2207009 36004/2207010 2207067 2207076 2207077
2207081 2207082 2207085 unreachable timeout connection_lost answer_too_large unreadable_502
rate_limit_exceeded outcome_unknown 10/2018278 10900 no_private_replies"""
LOGIN = """access_denied 100/36007 100/36008 100/36009 outcome_unknown unreadable_500 timeout
invalid_grant invalid_request server_error 190/458 190/459 190/463 10 200 nothing_granted
permission_missing no_page_shared portfolio_page_hidden page_without_instagram personal_account
no_page_role account_not_shared"""


@pytest.mark.parametrize("code", LISTED.split())
def test_every_code_of_a_call_is_explained(code: str) -> None:
    assert CATALOGUE.entry("api", code).is_known


@pytest.mark.parametrize("code", LOGIN.split())
def test_every_code_of_a_login_is_explained(code: str) -> None:
    assert CATALOGUE.entry("oauth", code).is_known


def test_the_subcode_of_a_failed_container_is_explained_as_the_refused_call_is() -> None:
    assert CATALOGUE.entry("api", "2207026") == CATALOGUE.entry("api", "352/2207026")


def test_a_subcode_that_nobody_knows_is_shown_as_it_is() -> None:
    found = CATALOGUE.entry("api", "2299999")

    assert not found.is_known
    assert "2299999" in found.sentence


NUMBERED = [
    entry for entry in CATALOGUE.entries if re.fullmatch(r"-?[0-9]{1,5}(/[0-9]+)?", entry.code)
]
WHO_ACTS = {
    errors.ScopeMissing: {"renew"},
    errors.TokenInvalid: {"renew", "user"},
    errors.GrantRefused: {"renew"},
    errors.RateLimited: {"wait", "user"},
    errors.ClientMisconfigured: {"ours"},
    errors.PlatformDown: {"theirs"},
    errors.Rejected: {"user", "ours", "theirs", "renew", "wait"},
}


@pytest.mark.parametrize("entry", NUMBERED, ids=lambda one: f"{one.area}:{one.code}")
def test_who_must_act_by_the_catalogue_agrees_with_the_error(entry: Entry) -> None:
    code, _, subcode = entry.code.partition("/")

    kind = codes.kind_of(int(code), int(subcode) if subcode else None, is_transient=False)

    assert entry.kind in WHO_ACTS[kind]
