"""The newest changes, in the order in which every listener hears them."""

from collections import OrderedDict
from itertools import takewhile

from pydantic import BaseModel, ConfigDict

BEFORE_ALL = "0"


class Change(BaseModel):
    """Rows of an account have changed; `sequence` is the number of this change alone."""

    model_config = ConfigDict(frozen=True)

    sequence: str
    account_id: str
    user_id: str


class Changes:
    """A bounded list of the newest changes, found by the number of the change before them.

    The number that a listening began with stands in the list too, with None instead of a change.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._by_number: OrderedDict[str, Change | None] = OrderedDict()

    @property
    def newest(self) -> str:
        """The number of the newest change, or of the beginning."""
        return next(reversed(self._by_number), BEFORE_ALL)

    def begin(self, number: str) -> None:
        """Forget all, since something may have been missed; what follows comes after `number`."""
        self._by_number.clear()
        self._by_number[number] = None

    def append(self, change: Change) -> None:
        """Add the newest; the oldest falls out."""
        self._by_number[change.sequence] = change
        if len(self._by_number) > self._most:
            self._by_number.popitem(last=False)

    def after(self, number: str | None) -> list[Change] | None:
        """Give the changes after this number, or None where it is not in the list (any more)."""
        if number is None or number not in self._by_number:
            return None
        later = takewhile(lambda one: one != number, reversed(self._by_number))
        return [change for one in later if (change := self._by_number[one])][::-1]
