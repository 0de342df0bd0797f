"""How connecting ends, in words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from auth.accounts.account import Account, Status, Verdict, Wish
from auth.accounts.words import WITHDRAWN, not_working, outcome_for
from auth.connect.outcomes import outcome_code, refusal, refusal_code, refusals
from auth.connect.tiktok import TIKTOK
from platforms import errors
from platforms.tiktok.codes import OAUTH_ERRORS

REFUSALS, STANDING = refusals(TIKTOK), not_working(TIKTOK)


def account(
    verdict: Verdict | None = None, scopes: Sequence[str] = (), name: str = "Mara Bakes"
) -> Account:
    return Account(
        account_id=UUID(int=1),
        user_id=UUID(int=2),
        provider="tiktok",
        wish=Wish.CONNECT,
        requested_at=datetime.now(UTC),
        request_id="asked",
        answered_id="asked" if verdict else None,
        verdict=verdict,
        reason=None,
        display_name=name,
        username=None,
        avatar_url=None,
        scopes=list(scopes),
        expires_at=None,
    )


def test_every_oauth_error_of_tiktok_has_an_outcome() -> None:
    assert OAUTH_ERRORS.keys() <= REFUSALS.keys()


@pytest.mark.parametrize("code", sorted(OAUTH_ERRORS))
def test_the_callbacks_error_is_its_own_outcome(code: Any) -> None:
    assert refusal_code(TIKTOK, code) == code


@pytest.mark.parametrize("error", ["<script>", "connected", "../../", "zzz"])
def test_an_error_that_nobody_knows_is_a_refusal(error: Any) -> None:
    assert refusal_code(TIKTOK, error) == "refused"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.GrantRefused("invalid_grant"), "invalid_grant"),
        (errors.GrantRefused("something_new"), "invalid_grant"),
        (errors.ClientMisconfigured("invalid_client"), "invalid_client"),
        (errors.ClientMisconfigured("something_new"), "invalid_request"),
        (errors.RateLimited("rate_limit_exceeded"), "rate_limited"),
        (errors.OutcomeUnknown("timeout"), "outcome_unknown"),
        (errors.OutcomeUnknown("connection_lost"), "outcome_unknown"),
        (errors.OutcomeUnknown("unreadable_502"), "exchange_failed"),
        (errors.OutcomeUnknown("answer_too_large"), "exchange_failed"),
        (errors.Unreachable("refused_connection"), "server_error"),
        (errors.PlatformDown("unreadable_502"), "server_error"),
        (errors.Rejected("unsupported_path"), "refused"),
    ],
)
def test_a_failed_exchange_has_an_outcome(error: Any, code: Any) -> None:
    assert outcome_code(TIKTOK, error) == code
    assert code in REFUSALS


def test_a_word_that_nobody_has_explained_is_shown_as_it_is() -> None:
    shown = refusal(TIKTOK, "refused", "brand_new_code")

    assert shown is not None
    assert "brand_new_code" in shown.happened


@pytest.mark.parametrize("said", ["", "<script>", "a b", "x" * 65])
def test_what_is_no_code_is_not_shown(said: Any) -> None:
    assert refusal(TIKTOK, "refused", said) == REFUSALS["refused"]


def test_another_outcome_is_not_altered_by_a_word() -> None:
    assert refusal(TIKTOK, "access_denied", "brand_new_code") == REFUSALS["access_denied"]


def test_what_is_waited_for_is_told_after_a_minute() -> None:
    early, late = outcome_for(account(), TIKTOK, 59.0), outcome_for(account(), TIKTOK, 60.0)

    assert (early.title, late.title) == ("Connecting", "Connecting")
    assert "TikTok service" not in early.happened
    assert "TikTok service" in late.happened


def test_a_connected_account_is_told_by_its_name_and_what_it_cannot_do() -> None:
    outcome = outcome_for(
        account(Verdict.CONNECTED, ["user.info.basic", "video.upload"]), TIKTOK, 1.0
    )

    assert outcome.title == "Connected"
    assert "Mara Bakes" in outcome.happened
    assert "cannot post" in outcome.advice
    assert "Views" in outcome.advice


@pytest.mark.parametrize(
    ("reason", "revoked", "said"),
    [
        ("user_request", True, ["TikTok confirmed it"]),
        ("user_request", False, ["has forgotten the tokens", "Settings > Security > Apps"]),
        ("user_request", None, ["This account is disconnected."]),
        ("unknown_account", False, ["This account is disconnected."]),
        ("user_disconnected", True, ["was removed from this account in TikTok"]),
        ("account_deleted", True, ["was deleted at TikTok"]),
        ("age_changed", True, ["age"]),
        ("account_banned", True, ["TikTok has banned this account", "appeal"]),
        ("developer_revoked", True, ["by the people who run this app"]),
    ],
)
def test_an_account_that_ended_says_why_and_what_tiktok_confirmed(
    reason: str, revoked: bool | None, said: list[str]
) -> None:
    ended = replace(account(Verdict.DISCONNECTED), reason=reason, revoked=revoked)

    outcome = outcome_for(ended, TIKTOK, 1.0)

    assert [text for text in said if text not in f"{outcome.happened} {outcome.advice}"] == []


def test_a_permission_that_other_accounts_need_is_not_told_to_be_removed() -> None:
    ended = replace(
        account(Verdict.DISCONNECTED), reason="user_request", revoked=False, shared=True
    )

    outcome = outcome_for(ended, TIKTOK, 1.0)

    assert "other accounts here need it" in outcome.happened
    assert "remove" not in outcome.advice


def test_every_withdrawal_has_words() -> None:
    assert set(WITHDRAWN) == {
        *("user_disconnected", "account_deleted", "age_changed"),
        *("account_banned", "developer_revoked"),
    }


def test_an_error_page_at_the_exchange_is_tiktoks_trouble_and_not_a_broken_connection() -> None:
    told = REFUSALS[outcome_code(TIKTOK, errors.OutcomeUnknown("unreadable_200"))]

    assert told.title == "TikTok is having trouble"
    assert "Nothing is wrong with your connection" in told.happened
    assert "broke" not in told.happened


def test_a_nameless_account_is_connected_too() -> None:
    happened = outcome_for(account(Verdict.CONNECTED, name=""), TIKTOK, 1.0).happened

    assert happened == "TikTok account …0001 is connected."


def test_every_status_has_an_outcome() -> None:
    assert STANDING.keys() | {Status.CONNECTING, Status.CONNECTED, Status.LIMITED} == set(Status)
    assert outcome_for(account(Verdict.REFUSED), TIKTOK, 1.0).status == 409
