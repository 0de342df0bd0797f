"""A list that is read page by page: the one place where cursor, conditions and limit meet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Generic, TypeVar

from pydantic import BaseModel

from crm_projector.read.cursors import decoded, encoded
from crm_projector.read.filtering import filtered
from crm_projector.read.queries import PageQuery
from crm_projector.read.views import View

Item = TypeVar("Item", bound=View)


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """A statement that gives rows in a fixed order, and how a page of it is cut.

    `position` holds what the rows are sorted by. The position that a cursor names comes to the
    statement as parameters: its fields, each with `after_` before its name. `position_of` gives a
    row's position; `fits` says whether a row still belongs to the page. The first row must fit.
    """

    statement: str
    conditions: Mapping[str, str]
    row: type[Item]
    position: type[BaseModel]
    position_of: Callable[[Item], BaseModel]
    fits: Callable[[Item], bool] = lambda _: True

    def asked(self, query: PageQuery, values: Mapping[str, object]) -> dict[str, object]:
        """Give the statement's parameters, of one row more than a page may have.

        Raises `InvalidRequest` where the query's cursor is not one of ours.
        """
        after = decoded(query.cursor, self.position)
        position = after.model_dump() if after else {}
        return {
            **query.model_dump(),
            **values,
            **{f"after_{name}": value for name, value in position.items()},
            "limit": query.limit + 1,
        }

    def text(self, asked: Mapping[str, object]) -> str:
        """Give the statement with the conditions that are asked for."""
        return filtered(self.statement, self.conditions, asked)

    def page(self, found: list[Item], limit: int) -> tuple[list[Item], str | None]:
        """Cut what was found into a page and the cursor of the next one, if there is one."""
        shown = list(takewhile(self.fits, found[:limit]))
        if len(shown) == len(found):
            return shown, None
        return shown, encoded(self.position_of(shown[-1]))
