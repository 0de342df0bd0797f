"""Faults that a test plans: what networks and gateways may do to a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, NonNegativeInt, PositiveInt

from sandbox.stage.journal import note

Kind = Literal[
    "delay",
    "reset_before",
    "reset_mid",
    "reset_after",
    "status",
    "html",
    "truncated",
    "error_200",
    "store_then_502",
    "error_after",
]
Fields = Mapping[str, str]


class Fault(BaseModel):
    """One planned fault: lets `skip` matching requests pass, then hits the next `count`."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    endpoint: str = Field(description="path with its slash, or a short name of the platform's")
    kind: Kind
    method: str | None = Field(None, description="hit only requests of this method")
    count: PositiveInt = 1
    skip: NonNegativeInt = 0
    match: dict[str, str] = Field(
        {}, description="form or query fields the request must have; or the id of its user"
    )
    delay_seconds: NonNegativeFloat = 0
    status: int = Field(503, ge=200, le=599)
    body: str = ""
    code: str = "internal_error"
    retry_after: str | None = None
    after_bytes: NonNegativeInt = Field(1_000_000, description="reset_mid: read so much first")
    hits: NonNegativeInt = 0


@dataclass(frozen=True)
class FaultRules:
    """What the faults need to know about a platform.

    `user_of` finds the user of a request as a field with its value, from the request and its
    query and form fields; it is empty where the user is unknown. `refuse` makes the platform's
    error answer for a fault of kind `error_200` or `error_after`, or `status` without a body, on a
    path. `short_names` are paths by the name that a fault may give as its `endpoint`, and
    `pattern_of` gives the path with placeholders for the ids in it.
    """

    user_of: Callable[[web.Request, Fields], Fields]
    refuse: Callable[[Fault, str], web.Response]
    short_names: Mapping[str, str] = field(default_factory=dict)
    pattern_of: Callable[[web.Request], str] = lambda request: request.path

    def is_on(self, request: web.Request, fault: Fault) -> bool:
        """Whether the fault is planned for this path and method."""
        endpoint = self.short_names.get(fault.endpoint, fault.endpoint)
        is_on_path = endpoint in (request.path, self.pattern_of(request))
        return is_on_path and fault.method in (None, request.method)


class Faults:
    """The planned faults; each is gone after its last hit."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        """Add one behind those already planned."""
        self._planned.append(fault)

    def planned(self) -> list[Fault]:
        """The faults that still have hits left."""
        return list(self._planned)

    def clear(self) -> None:
        """Forget all of them."""
        self._planned.clear()

    async def take(self, request: web.Request, rules: FaultRules) -> Fault | None:
        """The first fault that hits this request; once the fields are read, nothing awaits."""
        on_path = any(rules.is_on(request, fault) for fault in self._planned)
        fields = await _read_fields(request) if on_path else {}
        user = rules.user_of(request, fields)
        note(request, **user)
        for fault in self.planned():
            is_meant = fault.match.items() <= {**fields, **user}.items()
            if not rules.is_on(request, fault) or not is_meant:
                continue
            if not fault.skip:
                return self._hit(fault)
            fault.skip -= 1
        return None

    def _hit(self, fault: Fault) -> Fault:
        fault.hits += 1
        if fault.hits >= fault.count:
            self._planned.remove(fault)
        return fault


async def _read_fields(request: web.Request) -> dict[str, str]:
    """Query and form; a body of another kind is left unread for the handler."""
    is_form = request.content_type == "application/x-www-form-urlencoded"
    form = await request.post() if is_form else {}
    return {name: str(value) for name, value in (*request.query.items(), *form.items())}
