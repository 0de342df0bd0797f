"""What an account is called where people read about it: every page, mail and answer asks here."""

from unicodedata import category
from uuid import UUID

TITLES = {"tiktok": "TikTok", "instagram": "Instagram"}
"""The names that people write, by the name of each provider."""
# Letters and symbols that show nothing, and marks that turn the text around them.
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def account_name(
    provider: str, account_id: UUID | str, display_name: str | None, username: str | None
) -> str:
    """Give the account's name, else its user name, else the end of its id; never empty.

    An account that has no id of ours yet is called by its id at the platform.
    """
    if name := readable(display_name):
        return name
    if handle := readable(username):
        return f"@{handle}"
    return f"{title_of(provider)} account …{str(account_id)[-4:]}"


def title_of(provider: str) -> str:
    """Give the name that people write of a provider, also of one that is no longer registered."""
    return TITLES.get(provider, provider.capitalize())


def readable(text: str | None) -> str:
    """Give a name as it can stand in a sentence: on one line; empty where nothing of it is seen."""
    kept = "".join(map(_in_a_line, text or ""))
    return " ".join(kept.split()) if any(map(_is_seen, kept)) else ""


def _in_a_line(character: str) -> str:
    if character in TURNING or category(character) == "Cs":
        return ""
    return " " if category(character) in {"Cc", "Zl", "Zp"} else character


def _is_seen(character: str) -> bool:
    return category(character)[0] in "LNPS" and character not in BLANK
