"""A second platform, as small as one can be, to stand beside the real ones."""

from dataclasses import dataclass, field

from aiohttp import web
from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.stage.application import create_application
from sandbox.stage.control.switches import copy_into, switch_routes
from sandbox.stage.faults import FaultRules
from sandbox.stage.platform import Listener, Opened


class ToySwitches(BaseSettings):
    """One switch."""

    model_config = SettingsConfigDict(validate_assignment=True)

    open: bool = True


@dataclass(frozen=True)
class Toy:
    """Every POST is a new post and issues a token."""

    variables = {"toy": ToySwitches}
    listeners = (Listener("127.0.0.1", 0, ""),)

    switches: ToySwitches = field(default_factory=ToySwitches)
    posts: list[str] = field(default_factory=list)

    def open(self, stage, addresses):
        async def post(_):
            self.posts.append(stage.mint.secret("token", 40, page_id="page-1"))
            return web.Response()

        async def get_state(_):
            return web.json_response({"posts": len(self.posts), "now": stage.clock.now()})

        @web.middleware
        async def rendering(request, handler):
            return await handler(request)

        app = create_application(
            stage,
            [web.post("/posts/", post)],
            fault_rules=FaultRules(lambda *_: {"page_id": "page-1"}, self.refuse),
            rendering=rendering,
            control_routes=[web.get("/control/state", get_state), *switch_routes(self.switches)],
        )
        return Opened([app], self.reset, addresses[0])

    def refuse(self, fault, path):
        return web.json_response({"toy": fault.code, "path": path}, status=fault.status)

    def reset(self):
        copy_into(self.switches, ToySwitches())
        self.posts.clear()
