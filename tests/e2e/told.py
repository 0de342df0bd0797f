"""Who the tests look at: the visitor whose journey the demonstration tells, and others."""

from dataclasses import dataclass

from browser import Person
from demo import Story
from journey import Visit


@dataclass(frozen=True)
class Told:
    """The demonstration's journey, and the visitor who made it and is still there."""

    visitor: Visit
    story: Story
    lines: list[str]


@dataclass(frozen=True)
class Stranger:
    """Somebody else, freshly signed up."""

    visitor: Visit
    person: Person
