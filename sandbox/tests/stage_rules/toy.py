"""A second platform, as small as one can be, to stand beside the real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.stage.application import create_application
from sandbox.stage.control.switches import copy_into, switch_routes
from sandbox.stage.faults import Fault, FaultRules
from sandbox.stage.platform import Listener, Opened
from sandbox.stage.stage import Stage


class ToySwitches(BaseSettings):
    """One switch."""

    model_config = SettingsConfigDict(validate_assignment=True)

    open: bool = True


@dataclass(frozen=True)
class Toy:
    """Every POST is a new post and issues a token."""

    name: ClassVar[str] = "toy"
    variables: ClassVar[Mapping[str, type[BaseSettings]]] = {"toy": ToySwitches}
    listeners: ClassVar[Sequence[Listener]] = (Listener("127.0.0.1", 0, ""),)

    switches: ToySwitches = field(default_factory=ToySwitches)
    posts: list[str] = field(default_factory=list)

    def open(self, stage: Stage, addresses: Sequence[str]) -> Opened:
        async def post(_: web.Request) -> web.Response:
            self.posts.append(stage.mint.secret("token", 40, page_id="page-1"))
            return web.Response()

        async def get_state(_: web.Request) -> web.Response:
            return web.json_response({"posts": len(self.posts), "now": stage.clock.now()})

        @web.middleware
        async def rendering(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await handler(request)

        app = create_application(
            stage,
            [web.post("/posts/", post)],
            fault_rules=FaultRules(lambda *_: {"page_id": "page-1"}, self.refuse),
            rendering=rendering,
            control_routes=[web.get("/control/state", get_state), *switch_routes(self.switches)],
        )
        return Opened([app], self.reset, addresses[0])

    def refuse(self, fault: Fault, path: str) -> web.Response:
        return web.json_response({"toy": fault.code, "path": path}, status=fault.status)

    def reset(self) -> None:
        copy_into(self.switches, ToySwitches())
        self.posts.clear()
