"""What `make run` says last."""

from pathlib import Path

from postlog_stack.record import StackRecord
from postlog_stack.run import closing_words

ADDRESSES = Path("/state/stack.json")
GATEWAY = "http://127.0.0.1:8080"
SANDBOX = {"tiktok": "http://127.0.0.1:8090", "instagram": "http://127.0.0.1:8092"}
VISITOR = {"email": "visitor@example.org", "password": "pw-1"}


def words(sandbox: dict[str, str], visitor: dict[str, str]) -> str:
    """Give them as one text."""
    written = StackRecord(state="/state", gateway_url=GATEWAY, sandbox_urls=sandbox)
    return "\n".join(closing_words(written, ADDRESSES, visitor))


def test_it_says_where_to_click_and_whom_to_be() -> None:
    said = words(SANDBOX, VISITOR)

    assert f"Open {GATEWAY}" in said
    assert "visitor@example.org   password pw-1" in said
    assert "be `theo`" in said
    assert "be `nora`" in said
    assert all(f"{address}/sandbox/" in said for address in SANDBOX.values())


def test_with_an_app_of_ones_own_at_one_platform_the_other_is_still_played() -> None:
    said = words({"instagram": SANDBOX["instagram"]}, {})

    assert "theo" not in said
    assert "be `nora`" in said


def test_with_an_app_of_ones_own_nobody_is_to_be_played() -> None:
    said = words({}, {})

    assert f"Open {GATEWAY}" in said
    assert "theo" not in said
    assert "password" not in said
