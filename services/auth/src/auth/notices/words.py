"""What a notice says to a person, and what they can do."""

from dataclasses import dataclass

from auth.accounts.words import HISTORY, why_lost, withdrawn
from auth.notices.store import Kind
from auth.platform import Platform


@dataclass(frozen=True, slots=True)
class Words:
    """A notice in words: a mail's subject, what happened, and what to do."""

    subject: str
    sentence: str
    next_step: str


def words(platform: Platform, kind: Kind, reason: str) -> Words:
    """Write a notice; the platform's own reason is given where it is about consent.

    The reason of `POSTED_TWICE` is our id of the post.
    """
    title = platform.title
    match Kind(kind):
        case Kind.RECONNECT:
            subject = f"Connect your {title} account again"
            return Words(subject, why_lost(platform, reason), HISTORY)
        case Kind.DISCONNECTED:
            return Words(f"Your {title} account was disconnected", *withdrawn(platform, reason))
        case Kind.GRANT_REFUSED:
            return Words(
                f"Your {title} account could not be connected",
                "Another user of this Postlog has connected this account.",
                "They must disconnect it first; then connect it again here.",
            )
        case Kind.REFRESH_FAILING:
            return Words(
                f"{title} does not answer for your account",
                f"{title} does not renew Postlog's permission at the moment.",
                "Nothing to do yet: Postlog will try again automatically.",
            )
        case Kind.POSTED_TWICE:
            return Words(
                f"A post is on {title} twice",
                "A post of this account is public twice: it was tried again, and the attempt"
                " before was published after all.",
                f"Open the post for both links. Delete one of them in the {title} app.",
            )
        case Kind.GRANT_ENDING:
            return Words(
                f"Connect your {title} account again within a month",
                platform.grant_ends or f"{title}'s permission for Postlog ends within a month.",
                "Connect the account again before that; its history is kept.",
            )
