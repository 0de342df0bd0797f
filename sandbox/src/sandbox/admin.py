"""`/sandbox/`: a page on which a person acts as the TikTok users."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from aiohttp import web

from sandbox import choices
from sandbox.admin_page import admin_page
from sandbox.control import ControlRefused, user_named
from sandbox.world import DISCONNECTED_BY_USER, WORLD, World

Form = Mapping[str, str]
Act = Callable[[World, Form], None]


async def show_admin(request: web.Request) -> web.Response:
    """Users, posts and videos with their buttons; `user` narrows to one of them."""
    world = request.app[WORLD]
    said = request.query.get("said", "")
    return admin_page(world, request.query.get("user", ""), said)


async def post_action(request: web.Request) -> web.Response:
    """Do what a button says, then show the page again with what came of it."""
    world = request.app[WORLD]
    form = {name: str(value) for name, value in (await request.post()).items()}
    act = ACTS.get(form.get("act", ""))
    if act is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, "No such button")
    try:
        act(world, form)
        said = form.get("said") or "Done."
    except ControlRefused as refusal:
        said = f"Not possible: {refusal}"
    page = request.rel_url.with_path("/sandbox/")
    query = {"user": form.get("back", ""), "said": said}
    location = page.with_query({name: text for name, text in query.items() if text})
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": str(location)})


def _on_publish(choose: Callable[..., None], *more: object) -> Act:
    return lambda world, form: choose(
        world, choices.publish_named(world, form.get("publish_id", "")), *more
    )


def _on_video(choose: Callable[..., None]) -> Act:
    return lambda world, form: choose(world, choices.video_named(world, form.get("video_id", "")))


def _profile(**change: object) -> Act:
    def act(world: World, form: Form) -> None:
        user = user_named(world, form.get("user", ""))
        user.profile = user.profile.model_copy(update=change)

    return act


def _disconnect(world: World, form: Form) -> None:
    open_id = user_named(world, form.get("user", "")).open_id
    world.remove_authorization(open_id, DISCONNECTED_BY_USER)


def _moderate(passes: bool) -> Act:
    return lambda world, form: world.content.lifecycle.moderate(
        choices.publish_named(world, form.get("publish_id", "")), passes
    )


def _advance(world: World, form: Form) -> None:
    try:
        world.clock.offset_seconds += float(form.get("seconds", ""))
    except ValueError as error:
        raise ControlRefused(HTTPStatus.UNPROCESSABLE_ENTITY, "Not a number") from error


ACTS: dict[str, Act] = {
    "post": _on_publish(choices.post_draft, "SELF_ONLY"),
    "post_public": _on_publish(choices.post_draft, "PUBLIC_TO_EVERYONE"),
    "discard": _on_publish(choices.discard_draft),
    "fail": _on_publish(choices.fail_post, "internal"),
    "moderate_pass": _moderate(True),
    "moderate_refuse": _moderate(False),
    "show": _on_video(choices.show_video),
    "hide": _on_video(choices.hide_video),
    "delete": _on_video(choices.delete_video),
    "ban": _profile(banned=True),
    "unban": _profile(banned=False),
    "private": _profile(private=True),
    "public": _profile(private=False),
    "disconnect": _disconnect,
    "advance": _advance,
}
ROUTES = (
    web.get("/sandbox/", show_admin, allow_head=False),
    web.post("/sandbox/act", post_action),
)
