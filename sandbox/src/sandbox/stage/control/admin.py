"""The admin page `/sandbox/`: plain forms, and the route that carries out their buttons."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from http import HTTPStatus

from aiohttp import web

from sandbox.stage.clock import Clock
from sandbox.stage.control.requests import ControlRefused
from sandbox.stage.stage import STAGE

Form = Mapping[str, str]
Action = Callable[[web.Application, Form], None]

CLOCK_STEPS = ((60, "1 minute"), (3600, "1 hour"), (86_400, "1 day"), (30 * 86_400, "30 days"))
STYLE = (
    "<style>body{max-width:62rem}form{display:inline}section{border-top:1px solid #d5d7db;"
    "margin-top:1.5rem}button{padding:.2rem .7rem;font-size:.85rem;margin:.1rem .25rem .1rem 0}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;"
    "padding:.35rem .6rem .35rem 0;border-bottom:1px solid #ececee}"
    "code{overflow-wrap:anywhere}[role=status]{background:#eef3ff;padding:.5rem 1rem}</style>"
)


def action_route(actions: Mapping[str, Action]) -> web.RouteDef:
    """`POST /sandbox/act`: carry out a button's action, then show the page with the result.

    An action raises ControlRefused where it is not possible. `advance` is there for every
    platform.
    """
    known = {"advance": _advance, **actions}

    async def post_action(request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        action = known.get(form.get("act", ""))
        if action is None:
            raise ControlRefused(HTTPStatus.NOT_FOUND, "No such button")
        try:
            action(request.app, form)
            message = form.get("said") or "Done."
        except ControlRefused as refusal:
            message = f"Not possible: {refusal}"
        return _back(request, form.get("back", ""), message)

    return web.post("/sandbox/act", post_action)


def _back(request: web.Request, user: str, message: str) -> web.Response:
    query = {"user": user, "said": message}
    page = request.rel_url.with_path("/sandbox/")
    location = page.with_query({name: text for name, text in query.items() if text})
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": str(location)})


def _advance(app: web.Application, form: Form) -> None:
    try:
        app[STAGE].clock.offset_seconds += float(form.get("seconds", ""))
    except ValueError as error:
        raise ControlRefused(HTTPStatus.UNPROCESSABLE_ENTITY, "Not a number") from error


def page_head(clock: Clock, only_user: str, message: str) -> str:
    """Style, the last button's result, the clock with its buttons, and a search by user."""
    status = f'<p role="status">{escape(message)}</p>' if message else ""
    return STYLE + status + _clock(clock, only_user) + _search()


def _clock(clock: Clock, back: str) -> str:
    buttons = "".join(
        button("advance", f"+{text}", back, seconds=str(seconds), said=f"It is {text} later.")
        for seconds, text in CLOCK_STEPS
    )
    return f"<p>The sandbox's clock: <b>{time_text(clock.now())}</b> {buttons}</p>"


def _search() -> str:
    return (
        '<form method="get"><label>Show one user: <input name="user"></label></form>'
        ' <a href="/sandbox/">all users</a>, <a href="/control/state">state</a>,'
        ' <a href="/control/requests">requests</a>, <a href="/control/switches">switches</a>'
    )


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of cells that are HTML already; nothing where there are no rows."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    titles = "".join(f"<th>{head}</th>" for head in heads)
    return f"<table><tr>{titles}</tr>{body}</table>" if body else ""


def button(action: str, text: str, back: str, **fields: str) -> str:
    """A form of one button; `back` is the user to whom the page is narrowed afterwards."""
    hidden = {"act": action, "back": back, **fields}
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in hidden.items()
        if value
    )
    form = '<form method="post" action="/sandbox/act">'
    return f"{form}{inputs}<button>{escape(text)}</button></form>"


def time_text(moment: float) -> str:
    """Seconds since the epoch as a date and time in UTC."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
