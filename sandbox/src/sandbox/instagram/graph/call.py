"""One call of the Graph API, alone or out of a batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sandbox.instagram.graph.answers import invalid
from sandbox.instagram.graph.fields import Field, parse_fields, uses_alias
from sandbox.instagram.graph.paging import Window, read_limit

if TYPE_CHECKING:
    from sandbox.instagram.world import World

Side = Literal["facebook", "instagram"]


@dataclass(frozen=True)
class Call:
    """Method, path without its version, parameters, and who calls."""

    world: "World"
    side: Side
    method: str
    path: str
    parameters: Mapping[str, str]
    token_value: str
    version: str
    noted: dict[str, object] = field(default_factory=dict)

    @property
    def parts(self) -> list[str]:
        """The parts of the path: an id, and perhaps an edge."""
        return [part for part in self.path.split("/") if part]

    @property
    def edge(self) -> str:
        """What stands behind the id."""
        return "/".join(self.parts[1:])

    def get(self, name: str) -> str:
        """A parameter, or nothing."""
        return self.parameters.get(name, "")

    def need(self, name: str) -> str:
        """A parameter that must be there; raises GraphRefused."""
        if not self.get(name):
            raise invalid(f"The parameter {name} is required.")
        return self.get(name)

    def flag(self, name: str) -> bool | None:
        """A parameter that is true or false; raises GraphRefused for another text."""
        text = self.get(name).lower()
        if text in ("true", "1"):
            return True
        if text in ("false", "0"):
            return False
        if text:
            raise invalid(f"Param {name} must be a boolean")
        return None

    def fields(self, default: str) -> tuple[Field, ...]:
        """The wanted fields; raises GraphRefused where they use what v27 took away."""
        fields = parse_fields(self.get("fields") or default)
        if self.world.switches.strict_v27 and uses_alias(fields):
            raise invalid("Field aliases are not supported.")
        return fields

    def window(self, most: int = 100) -> Window:
        """Which part of a list is wanted."""
        addresses = self.world.addresses
        host = addresses.public if self.side == "facebook" else addresses.login
        query = {**self.parameters, "access_token": self.token_value}
        limit = read_limit(self.parameters.get("limit"), self.world.switches.page_size, most)
        address = f"{host}/{self.version}/{'/'.join(self.parts)}"
        return Window(limit, self.get("after"), self.get("before"), address, query)
