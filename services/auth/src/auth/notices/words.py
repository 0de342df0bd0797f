"""What a notice says to a person, and what they can do."""

from auth.notices.store import Kind
from platforms.tiktok.catalogue import CATALOGUE

RECONNECT = "Connect the account again; its history is kept."
WORDS: dict[Kind, tuple[str, str]] = {
    Kind.RECONNECT: ("TikTok takes Postlog's permission no longer.", RECONNECT),
    Kind.DISCONNECTED: ("The account was disconnected, and not by you here.", RECONNECT),
    Kind.GRANT_REFUSED: (
        "Another user of this Postlog has connected this account.",
        "They must disconnect it first; then connect it again here.",
    ),
    Kind.REFRESH_FAILING: (
        "TikTok does not renew Postlog's permission at the moment.",
        "There is nothing to do yet: it is tried again by itself.",
    ),
    Kind.GRANT_ENDING: (
        "TikTok's permission for Postlog ends within a month: it lasts a year.",
        "Connect the account again before that; its history is kept.",
    ),
}
SUBJECTS: dict[Kind, str] = {
    Kind.RECONNECT: "Connect your TikTok account again",
    Kind.DISCONNECTED: "Your TikTok account was disconnected",
    Kind.GRANT_REFUSED: "Your TikTok account could not be connected",
    Kind.REFRESH_FAILING: "TikTok does not answer for your account",
    Kind.GRANT_ENDING: "Connect your TikTok account again within a month",
}


def words(kind: Kind, reason: str) -> tuple[str, str]:
    """Give the sentence and the next step; TikTok's own reason where it is one of consent."""
    sentence, next_step = WORDS[kind]
    return why_lost(reason) if kind == Kind.RECONNECT else sentence, next_step


def why_lost(reason: str) -> str:
    """Say why only the user can mend it."""
    known = CATALOGUE.entry("oauth", reason)
    if known.is_known and known.kind == "renew":
        return known.sentence
    return WORDS[Kind.RECONNECT][0]
