"""What is shown of an account, and what it is named."""

from dataclasses import replace
from uuid import UUID

import pytest

from auth.accounts.account import (
    Account,
    Status,
    Verdict,
    Wish,
    account_id,
    shown_status,
)
from auth.accounts.handlers import MissingFeature
from auth.connect.tiktok import FEATURES, TIKTOK

SCOPES = TIKTOK.scopes
MARA = UUID("00000000-0000-4000-8000-000000000001")
THEO = UUID("00000000-0000-4000-8000-000000000002")


def test_an_account_keeps_its_id_for_ever() -> None:
    made = account_id("tiktok", "awsim0k3yexample", "-000SimOpenIdAlpha_0001", MARA)

    assert made == UUID("e117d559-3195-5cf1-83be-6db7543c4a73")


@pytest.mark.parametrize(
    "other",
    [
        ("instagram", "app", "person", MARA),
        ("tiktok", "app2", "person", MARA),
        ("tiktok", "app", "Person", MARA),
        ("tiktok", "app", "person", THEO),
    ],
)
def test_provider_app_person_and_user_each_make_another_account(
    other: tuple[str, str, str, UUID],
) -> None:
    assert account_id(*other) != account_id("tiktok", "app", "person", MARA)


@pytest.mark.parametrize(
    ("wish", "verdict", "awaits_answer", "shown"),
    [
        (Wish.CONNECT, None, True, Status.CONNECTING),
        (Wish.CONNECT, Verdict.CONNECTED, False, Status.CONNECTED),
        (Wish.CONNECT, Verdict.REFUSED, False, Status.REFUSED),
        (Wish.CONNECT, Verdict.REAUTHORIZATION_REQUIRED, False, Status.REAUTHORIZATION_REQUIRED),
        (Wish.CONNECT, Verdict.DISCONNECTED, False, Status.DISCONNECTED),
        (Wish.CONNECT, Verdict.CONNECTED, True, Status.CONNECTING),
        (Wish.CONNECT, Verdict.DISCONNECTED, True, Status.CONNECTING),
        (Wish.DISCONNECT, None, True, Status.DISCONNECTING),
        (Wish.DISCONNECT, Verdict.CONNECTED, True, Status.DISCONNECTING),
        (Wish.DISCONNECT, Verdict.REAUTHORIZATION_REQUIRED, True, Status.DISCONNECTING),
        (Wish.DISCONNECT, Verdict.DISCONNECTED, True, Status.DISCONNECTED),
        (Wish.DISCONNECT, Verdict.REFUSED, True, Status.REFUSED),
        (None, Verdict.CONNECTED, True, Status.CONNECTED),
        (None, Verdict.DISCONNECTED, True, Status.DISCONNECTED),
    ],
)
def test_a_wish_is_shown_until_it_is_answered(
    wish: Wish | None, verdict: Verdict | None, awaits_answer: bool, shown: Status
) -> None:
    assert shown_status(wish, verdict, awaits_answer=awaits_answer) is shown


def test_s08_the_scopes_asked_for_are_those_of_the_features() -> None:
    assert SCOPES == ("user.info.basic", "video.publish", "video.upload", "video.list")
    assert {feature.scope for feature in FEATURES if not feature.is_extra} == set(SCOPES)


def connected(scopes: list[str]) -> Account:
    return Account(
        account_id=MARA,
        user_id=MARA,
        provider="tiktok",
        wish=Wish.CONNECT,
        requested_at=None,
        request_id="asked",
        answered_id="asked",
        verdict=Verdict.CONNECTED,
        reason=None,
        display_name="Mara",
        username=None,
        avatar_url=None,
        scopes=scopes,
        expires_at=None,
    )


def test_s08_fewer_scopes_than_asked_for_are_a_limited_account() -> None:
    assert connected(list(SCOPES)).status(TIKTOK) is Status.CONNECTED
    assert connected(list(SCOPES[:2])).status(TIKTOK) is Status.LIMITED
    assert replace(connected([]), answered_id=None).status(TIKTOK) is Status.CONNECTING


def test_a_scope_not_granted_is_a_feature_missing() -> None:
    missing = TIKTOK.missing(["user.info.basic", "video.publish", "video.list"])

    assert [feature.name for feature in missing] == ["inbox"]


def test_what_this_app_does_not_ask_for_limits_no_account_and_is_said() -> None:
    asked = ("user.info.basic", "video.upload")
    platform = replace(TIKTOK, asked=asked)

    assert connected(list(asked)).status(platform) is Status.CONNECTED
    assert connected(["user.info.basic"]).status(platform) is Status.LIMITED
    features = MissingFeature.all_of(platform, asked)
    assert [(one.feature, one.asked) for one in features] == [
        ("publish", False),
        ("metrics", False),
    ]
    assert "does not ask TikTok for that permission" in features[0].reason


def test_a_permission_from_before_still_works_though_it_is_no_longer_asked_for() -> None:
    platform = replace(TIKTOK, asked=("user.info.basic",))

    assert MissingFeature.all_of(platform, SCOPES) == []


def test_an_extra_permission_is_missing_only_where_it_is_asked_for() -> None:
    asking = replace(TIKTOK, asked=(*SCOPES, "user.info.profile"))

    assert MissingFeature.all_of(TIKTOK, SCOPES) == []
    assert [one.feature for one in MissingFeature.all_of(asking, SCOPES)] == ["username"]
