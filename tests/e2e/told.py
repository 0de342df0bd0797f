"""Who the tests look at: the visitor whose journey the demonstration tells, and others."""

from dataclasses import dataclass

from browser import Person
from demo import Story
from journey import Visit
from log import WEBHOOKS, Record


@dataclass(frozen=True)
class Told:
    """The demonstration's journey, and the visitor who made it and is still there."""

    visitor: Visit
    story: Story
    lines: list[str]
    records: list[Record]
    """What the journey itself left in the log."""

    def find(self, topic: str, kind: str | None = None) -> list[Record]:
        """Give the journey's records of a topic, whatever their key."""
        account = self.story.account
        mark = account.open_id if topic == WEBHOOKS else account.account_id
        return [
            record
            for record in self.records
            if record.topic == topic
            and mark.encode() in record.value
            and kind in (None, record.kind)
        ]


@dataclass(frozen=True)
class Stranger:
    """Somebody else, freshly signed up."""

    visitor: Visit
    person: Person
