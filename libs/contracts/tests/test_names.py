"""What an account is called: one line that a person can read, whatever the platform said."""

from uuid import UUID

import pytest

from contracts.names import TITLES, account_name, readable
from contracts.providers import PROVIDERS

ACCOUNT = UUID("5f5c8a0e-8d0a-5a4e-9f68-0d7a1c2b3f2a")


@pytest.mark.parametrize(
    ("display_name", "username", "shown"),
    [
        ("Mara Bakes", "mara", "Mara Bakes"),
        ("", "mara", "@mara"),
        (None, None, "TikTok account …3f2a"),
        ("", "", "TikTok account …3f2a"),
        (" \t\n", " ", "TikTok account …3f2a"),
        ("\u200b\u2060\ufeff", None, "TikTok account …3f2a"),
        ("\u3164\u2800", "\x00", "TikTok account …3f2a"),
        ("\u0301\ufe0f", None, "TikTok account …3f2a"),
    ],
)
def test_an_account_always_has_a_name_that_can_be_seen(
    display_name: str | None, username: str | None, shown: str
) -> None:
    assert account_name("tiktok", ACCOUNT, display_name, username) == shown


def test_every_registered_provider_has_a_title() -> None:
    assert {provider.name for provider in PROVIDERS} == set(TITLES)


def test_a_platform_that_is_no_longer_registered_still_names_its_accounts() -> None:
    assert account_name("pictures", ACCOUNT, None, None) == "Pictures account …3f2a"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Mara\r\nSubject: hello", "Mara Subject: hello"),
        ("  Mara   Bakes\u2028", "Mara Bakes"),
        ("\u202eMara\u202c", "Mara"),
        ("Mara \ud800", "Mara"),
        ("👩\u200d🍳 Mara", "👩\u200d🍳 Mara"),
        ("مارا", "مارا"),
        ("!?", "!?"),
    ],
)
def test_a_name_stands_on_one_line_and_turns_no_text_around_it(said: str, shown: str) -> None:
    assert readable(said) == shown
