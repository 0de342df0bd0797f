"""What the doctor says of an Instagram app of one's own."""

import pytest
from postlog_stack.findings import Answer
from postlog_stack.platforms import instagram_doctor as doctor

SECRET, LOGIN_SECRET = "0123456789abcdef" * 2, "fedcba9876543210" * 2
FACEBOOK = {"INSTAGRAM_APP_ID": "1500000000000001", "INSTAGRAM_APP_SECRET": SECRET}
LOGIN = {
    "INSTAGRAM_LOGIN_APP_ID": "1600000000000001",
    "INSTAGRAM_LOGIN_APP_SECRET": f"{LOGIN_SECRET},{SECRET}",
}
SHARED = {
    "PUBLIC_URL": "https://postlog.example",
    "INSTAGRAM_VERIFY_TOKEN": "a-text-of-ones-own-choice",
}
GOOD = {**FACEBOOK, **LOGIN, **SHARED}


@pytest.mark.parametrize("apps", [FACEBOOK, LOGIN, FACEBOOK | LOGIN], ids=["fb", "ig", "both"])
def test_a_well_formed_app_is_in_order_and_told_what_to_register(apps: dict[str, str]) -> None:
    findings = list(doctor.examine(apps | SHARED))

    assert {finding.verdict for finding in findings} == {"ok"}
    text = "\n".join(map(str, findings))
    for path in (
        "/api/auth/instagram/callback",
        "/api/auth/instagram/deauthorize",
        "/api/auth/instagram/data-deletion",
        "/api/webhooks/instagram",
    ):
        assert f"https://postlog.example{path}" in text
    assert not [
        one for one in (SECRET, LOGIN_SECRET, SHARED["INSTAGRAM_VERIFY_TOKEN"]) if one in text
    ]


def test_each_login_that_users_get_is_told() -> None:
    unified = {"INSTAGRAM_LOGIN": "unified", "INSTAGRAM_CONFIG_ID": "1"}
    text = "\n".join(map(str, doctor.examine(GOOD | unified)))

    assert "Unified Login: an account" in text
    assert "Users connect by Instagram Login" in text


@pytest.mark.parametrize(
    "changes",
    [
        {"INSTAGRAM_APP_ID": "my-app"},
        {"INSTAGRAM_APP_SECRET": ""},
        {"INSTAGRAM_APP_SECRET": "sandbox-facebook-secret-not-for-production"},
        {"INSTAGRAM_LOGIN_APP_SECRET": f"{LOGIN_SECRET},short"},
        {"INSTAGRAM_APP_ID": ""},
        {"INSTAGRAM_LOGIN": "unified"},
        {"INSTAGRAM_LOGIN": "telepathy"},
        {"INSTAGRAM_GRAPH_VERSION": "v20.0"},
        {"INSTAGRAM_SCOPES": "instagram_everything"},
        {"INSTAGRAM_VERIFY_TOKEN": "short"},
        {"INSTAGRAM_VERIFY_TOKEN": "sandbox-verify-token-not-for-production"},
        {"PUBLIC_URL": ""},
        {"PUBLIC_URL": "http://postlog.example"},
        {"PUBLIC_URL": "https://postlog.example/app"},
    ],
    ids=str,
)
def test_each_mistake_is_called_wrong(changes: dict[str, str]) -> None:
    assert "WRONG" in {finding.verdict for finding in doctor.examine(GOOD | changes)}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.1.2.3", "postlog", "nas.local"])
def test_an_address_that_meta_cannot_reach_is_noted_with_what_is_missing_then(host: str) -> None:
    findings = list(doctor.examine(GOOD | {"PUBLIC_URL": f"https://{host}"}))

    [note] = [finding.text for finding in findings if finding.verdict == "note"]
    assert "no webhooks" in note
    assert "uploaded files" in note


def test_the_doctor_says_which_features_are_off_and_how_meta_refuses_a_permission() -> None:
    given = GOOD | {"INSTAGRAM_SCOPES": "instagram_basic,pages_show_list,pages_read_engagement"}
    said = [finding for finding in doctor.examine(given) if "SCOPES" in finding.text]

    assert [finding.verdict for finding in said] == ["ok", "ok", *["note"] * 5]
    assert "instagram_basic, pages_show_list" in said[0].text
    assert "asked for instagram_business_basic. Where" in said[1].text
    assert "Invalid Scopes" in said[0].text


@pytest.mark.parametrize(
    "changes", [{"INSTAGRAM_VERIFY_TOKEN": ""}, {"INSTAGRAM_GRAPH_VERSION": "v27.0"}], ids=str
)
def test_what_may_be_left_so_is_noted(changes: dict[str, str]) -> None:
    findings = list(doctor.examine(GOOD | changes))

    assert {finding.verdict for finding in findings} == {"ok", "note"}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (Answer(200), "ok"),
        (Answer(403), "WRONG"),
        (Answer(301), "WRONG"),
        (Answer(error="refused"), "WRONG"),
        (Answer(404), "note"),
        (Answer(502), "note"),
    ],
)
def test_the_handshake_is_tried_as_meta_does(answer: Answer, verdict: str) -> None:
    assert doctor.handshake("https://p.example", answer).verdict == verdict
