"""From a request to the handler of its node and edge, and back."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.instagram.graph.answers import (
    Answer,
    GraphRefused,
    escaped,
    invalid,
    refusal_answer,
    unknown_object,
)
from sandbox.instagram.graph.call import Call, Side
from sandbox.instagram.graph.counting import count_call, usage_headers
from sandbox.instagram.graph.parameters import (
    as_text,
    json_parameter,
    read_parameters,
    refuse_taken_away,
    split_version,
    token_in,
)
from sandbox.instagram.graph.responses import respond
from sandbox.instagram.graph.tokens import token_of
from sandbox.instagram.world import WORLD
from sandbox.stage.journal import NOTE, note

Handler = Callable[[Call, str], Awaitable[object]]
Routes = Mapping[tuple[str, str, str], Handler]

MOST_IN_A_BATCH = 50


class Graph:
    """One host of the Graph API; `routes` are its handlers by method, kind of node and edge."""

    def __init__(self, side: Side, routes: Routes) -> None:
        self._side, self._routes = side, routes

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one request, or the batch in it."""
        world = request.app[WORLD]
        version, path = split_version(request.path, world.switches)
        try:
            parameters = await read_parameters(request)
            token = token_in(request, parameters)
            call = Call(world, self._side, request.method, path, parameters, token, version)
            answer = await self._answer(call)
        except GraphRefused as refusal:
            call = Call(world, self._side, request.method, path, {}, "", version)
            answer = refusal_answer(refusal)
            call.noted["refused"] = refusal.name()
        note(request, **{k: v for k, v in call.noted.items() if k != "refused"})
        request[NOTE].effect = str(call.noted.get("refused", "ok"))
        return respond(answer, version, usage_headers(call))

    async def _answer(self, call: Call) -> Answer:
        try:
            refuse_taken_away(call.parameters, call.world.switches)
            if not call.parts and call.method == "POST" and call.get("batch"):
                return Answer(await self._batch(call))
            if not call.parts and call.get("ids"):
                return Answer(await self._several(call))
            body = await self._handle(call)
        except GraphRefused as refusal:
            call.noted["refused"] = refusal.name()
            return refusal_answer(refusal)
        return body if isinstance(body, Answer) else Answer(body)

    async def _handle(self, call: Call) -> object:
        if not call.parts:
            raise unknown_object("", call.method)
        kind, node_id = call.world.content.resolve(call.parts[0]) or _own(call)
        if not kind:
            token_of(call)
            raise unknown_object(node_id, call.method)
        handler = self._routes.get((call.method, kind, call.edge))
        count_call(call, kind, node_id)
        if handler is None:
            raise self._unsupported(call, node_id)
        return await handler(call, node_id)

    def _unsupported(self, call: Call, node_id: str) -> GraphRefused:
        if call.edge in ("media", "media_publish") and call.method == "POST":
            message = (
                "(#12) singular published story API is deprecated for versions v2.4 and higher"
            )
            return GraphRefused(12, message)
        if call.edge and not any(edge == call.edge for _, _, edge in self._routes):
            return GraphRefused(2500, f"Unknown path components: /{call.edge}")
        return unknown_object(node_id, call.method)

    async def _batch(self, call: Call) -> list[object]:
        """Each request of a batch has its own status; the answer as a whole is 200."""
        wanted = json_parameter("batch", call.get("batch"))
        if not isinstance(wanted, list) or len(wanted) > MOST_IN_A_BATCH:
            raise invalid(f"A batch is a list of at most {MOST_IN_A_BATCH} requests.")
        return [await self._one(call, one) for one in wanted if isinstance(one, dict)]

    async def _one(self, call: Call, wanted: Mapping[str, object]) -> object:
        method = as_text(wanted.get("method", "GET")).upper()
        path, _, query = as_text(wanted.get("relative_url", "")).partition("?")
        pairs = "&".join(filter(None, (query, as_text(wanted.get("body", "")))))
        parameters = dict(parse_qsl(pairs, keep_blank_values=True))
        version, rest = split_version(f"/{path.lstrip('/')}", call.world.switches)
        token = parameters.get("access_token") or call.token_value
        inner = Call(call.world, self._side, method, rest, parameters, token, version)
        answer = await self._answer(inner)
        headers = [{"name": "facebook-api-version", "value": version}]
        return {"code": answer.status, "headers": headers, "body": escaped(answer.body)}

    async def _several(self, call: Call) -> dict[str, object]:
        found = {}
        for node_id in call.get("ids").split(","):
            rest = {name: text for name, text in call.parameters.items() if name != "ids"}
            inner = Call(
                call.world, self._side, "GET", f"/{node_id}", rest, call.token_value, call.version
            )
            found[node_id] = await self._handle(inner)
        return found


def _own(call: Call) -> tuple[str, str]:
    """The node that `me` stands for; no kind where the id is unknown."""
    if call.parts[0] != "me":
        return "", call.parts[0]
    token = token_of(call)
    if token.kind == "page":
        return "page", token.page_id or ""
    return ("account" if token.kind == "instagram" else "user"), token.grant.owner
