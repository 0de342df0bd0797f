"""What the doctor says of an app of one's own."""

from datetime import UTC, datetime, timedelta

import pytest
from postlog_stack.findings import Answer, clock
from postlog_stack.platforms import tiktok

GOOD = {
    "TIKTOK_CLIENT_KEY": "aw1234567890abcdef",
    "TIKTOK_CLIENT_SECRET": "0123456789abcdef0123456789abcdef",
    "PUBLIC_URL": "https://postlog.example",
}
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def verdicts(**changes: str) -> list[str]:
    """The verdicts on everything that can be judged without a network."""
    given = GOOD | changes
    return [f.verdict for f in tiktok.examine(given)]


def test_a_well_formed_app_is_in_order_and_told_what_to_register() -> None:
    findings = list(tiktok.examine(GOOD))

    assert {finding.verdict for finding in findings} == {"ok"}
    text = "\n".join(map(str, findings))
    assert "https://postlog.example/api/auth/tiktok/callback" in text
    assert "https://postlog.example/api/webhooks/tiktok" in text
    assert GOOD["TIKTOK_CLIENT_SECRET"] not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"TIKTOK_CLIENT_KEY": "has a space"},
        {"TIKTOK_CLIENT_SECRET": ""},
        {"TIKTOK_CLIENT_SECRET": "sandbox-secret-not-for-production"},
        {"TIKTOK_PKCE": "base64"},
        {"TIKTOK_SCOPES": "user.info.basic,video.everything"},
        {"TIKTOK_SCOPES": "video.list"},
        {"PUBLIC_URL": ""},
        {"PUBLIC_URL": "http://postlog.example"},
        {"PUBLIC_URL": "https://postlog.example/app"},
    ],
    ids=str,
)
def test_each_mistake_is_called_wrong(changes: dict[str, str]) -> None:
    assert "WRONG" in verdicts(**changes)


def test_the_doctor_says_which_features_are_off_and_how_tiktok_refuses_a_permission() -> None:
    given = GOOD | {"TIKTOK_SCOPES": "user.info.basic,video.upload"}
    said = [finding for finding in tiktok.examine(given) if "SCOPES" in finding.text]

    assert [finding.verdict for finding in said] == ["ok", "note", "note"]
    assert "invalid_scope" in said[0].text
    assert [finding.text.split()[0] for finding in said[1:]] == ["video.publish", "video.list"]


def test_a_loopback_address_is_noted_since_tiktok_cannot_reach_it() -> None:
    assert "note" in verdicts(PUBLIC_URL="http://127.0.0.1:8080")


def test_a_clock_that_is_off_is_called_wrong() -> None:
    assert clock(Answer(200, NOW - timedelta(minutes=2)), NOW, "TikTok").verdict == "WRONG"
    assert clock(Answer(200, NOW - timedelta(seconds=2)), NOW, "TikTok").verdict == "ok"
    assert clock(Answer(error="refused"), NOW, "TikTok").verdict == "note"


def test_a_redirecting_or_absent_public_address_is_called_wrong() -> None:
    assert tiktok.reachability("https://p.example", Answer(301)).verdict == "WRONG"
    assert tiktok.reachability("https://p.example", Answer(error="refused")).verdict == "WRONG"
    assert tiktok.reachability("https://p.example", Answer(405)).verdict == "ok"
