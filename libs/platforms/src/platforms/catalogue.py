"""An error catalogue: who must act on a code, a platform's or ours, and what to tell people.

Data, not code: each platform's `codes.py` says what a code does to a call, its catalogue says what
it means to people.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["wait", "renew", "ours", "theirs", "user"]
"""Who must act: nobody, the user by consenting anew, us, the platform, the user by a change."""
Retry = Literal[
    "never",
    "refresh_once",
    "later",
    "ask_status",
    "by_user",
    "after_change",
]
"""`by_user`: only by the user's word, since it may have happened or would begin anew."""

Change = Literal["media", "address", "text", "visibility", "post"]
"""What a further attempt must change: `media` is the file or the photos, `post` anything of it."""

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code means; `retry_after` in seconds is how long to wait where nobody says."""

    area: str
    code: str
    kind: Kind
    retry: Retry
    sentence: str
    next_step: str
    retry_after: float | None = None
    is_known: bool = True
    change: Change | None = None
    """What must be changed where the same post would be refused again."""

    @property
    def advice(self) -> str:
        """Both sentences."""
        return f"{self.sentence} {self.next_step}"


OPERATOR = "Tell whoever runs this Postlog, with the trace id."
# `unreadable_502`, `upload_418`: the HTTP status is for us, not for people.
WITH_STATUS = re.compile(r"(unreadable|upload)_[0-9]{3}")


class Catalogue:
    """The entries of one platform, by area and code; `aliases` are other spellings of codes."""

    def __init__(self, name: str, entries: Sequence[Entry], aliases: Mapping[str, str]) -> None:
        self._name, self.entries, self.aliases = name, entries, aliases
        self._by_code = {(entry.area, entry.code): entry for entry in entries}
        self._codes = frozenset(entry.code for entry in entries)

    def entry(self, area: str, code: str) -> Entry:
        """Explain a code; one that nobody has described is shown as it is."""
        found = self._by_code.get((area, self._canonical(code)))
        if found is not None:
            return found
        return Entry(
            area,
            code,
            "theirs",
            "by_user",
            f"{self._name} gave a reason that Postlog does not know: {code}.",
            f"Look into the {self._name} app before you try again.",
            is_known=False,
        )

    def is_known(self, code: str) -> bool:
        """Tell a code that the catalogue explains, in whatever area, from a new one."""
        return self._canonical(code) in self._codes

    def _canonical(self, code: str) -> str:
        with_status = WITH_STATUS.fullmatch(code)
        name = with_status[1] if with_status else code
        return self.aliases.get(name, name)


def failed_calls(name: str, area: str, retry: Retry, next_step: str) -> tuple[Entry, ...]:
    """Give what may happen to any call of an area, as `transport.py` and the readers name it.

    For a call that must not repeat, an `OutcomeUnknown`, look up `outcome_unknown` instead.
    """
    return (
        Entry(area, "rate_limit_exceeded", "wait", retry,
              f"{name} asks to try less often.", next_step, MINUTE),
        Entry(area, "unreachable", "theirs", retry,
              f"{name} could not be reached.", next_step, MINUTE),
        Entry(area, "timeout", "theirs", retry,
              f"{name} did not answer in time.", next_step, MINUTE),
        Entry(area, "connection_lost", "theirs", retry,
              f"The connection to {name} broke.", next_step, MINUTE),
        Entry(area, "unreadable", "theirs", retry,
              f"{name} answered with something that cannot be read.", next_step, MINUTE),
        Entry(area, "unreadable_data", "theirs", retry,
              f"{name}'s answer lacks what it should hold.", next_step, MINUTE),
        Entry(area, "answer_too_large", "theirs", retry,
              f"{name}'s answer was far too long.", next_step, MINUTE),
        Entry(area, "unsupported_path", "ours", "never",
              f"This app called {name} at an address that does not exist.", OPERATOR),
    )  # fmt: skip
