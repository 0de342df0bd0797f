"""The changes heard last, in the order in which every listener hears them."""

from collections import OrderedDict
from itertools import takewhile

from pydantic import BaseModel, ConfigDict

NOWHERE = "0"


class Change(BaseModel):
    """Something of an account is not as it was; `sequence` names this change and no other."""

    model_config = ConfigDict(frozen=True)

    sequence: str
    account_id: str
    user_id: str


class Changes:
    """A ring: what a stream missed is found in it by the name of what it had last, or it is not."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._places: OrderedDict[str, Change | None] = OrderedDict()

    @property
    def newest(self) -> str:
        """The name of the place that everything heard so far is before."""
        return next(reversed(self._places), NOWHERE)

    def begin(self, place: str) -> None:
        """Forget all, since something may have been missed; `place` names what comes from here."""
        self._places.clear()
        self._places[place] = None

    def append(self, change: Change) -> None:
        """Add the newest; the oldest falls out."""
        self._places[change.sequence] = change
        if len(self._places) > self._most:
            self._places.popitem(last=False)

    def after(self, place: str | None) -> list[Change] | None:
        """Give what came after the place, or None where the place is not known any more."""
        if place is None or place not in self._places:
            return None
        later = takewhile(lambda name: name != place, reversed(self._places))
        return [change for name in later if (change := self._places[name])][::-1]
