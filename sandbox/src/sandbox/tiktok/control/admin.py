"""`/sandbox/`: a page on which a person acts as the TikTok users."""

from collections.abc import Callable

from aiohttp import web

from sandbox.stage.control.admin import Action, Form, action_route
from sandbox.tiktok.control import user_actions
from sandbox.tiktok.control.admin_page import admin_page
from sandbox.tiktok.world import DISCONNECTED_BY_USER, WORLD


async def show_admin(request: web.Request) -> web.Response:
    """Users, posts and videos with their buttons; `user` narrows to one of them."""
    query = request.query
    return admin_page(request.app[WORLD], query.get("user", ""), query.get("said", ""))


def _on_publish(act: Callable[..., None], *more: object) -> Action:
    def action(app: web.Application, form: Form) -> None:
        world = app[WORLD]
        act(world, user_actions.publish_named(world, form.get("publish_id", "")), *more)

    return action


def _on_video(act: Callable[..., None]) -> Action:
    def action(app: web.Application, form: Form) -> None:
        world = app[WORLD]
        act(world, user_actions.video_named(world, form.get("video_id", "")))

    return action


def _on_profile(**change: object) -> Action:
    def action(app: web.Application, form: Form) -> None:
        user = user_actions.user_named(app[WORLD], form.get("user", ""))
        user.profile = user.profile.model_copy(update=change)

    return action


def _disconnect(app: web.Application, form: Form) -> None:
    world = app[WORLD]
    open_id = user_actions.user_named(world, form.get("user", "")).open_id
    world.remove_authorization(open_id, DISCONNECTED_BY_USER)


ACTIONS: dict[str, Action] = {
    "post": _on_publish(user_actions.post_draft, "SELF_ONLY"),
    "post_public": _on_publish(user_actions.post_draft, "PUBLIC_TO_EVERYONE"),
    "discard": _on_publish(user_actions.discard_draft),
    "fail": _on_publish(user_actions.fail_post, "internal"),
    "moderate_pass": _on_publish(user_actions.moderate, True),
    "moderate_refuse": _on_publish(user_actions.moderate, False),
    "show": _on_video(user_actions.show_video),
    "hide": _on_video(user_actions.hide_video),
    "delete": _on_video(user_actions.delete_video),
    "ban": _on_profile(banned=True),
    "unban": _on_profile(banned=False),
    "private": _on_profile(private=True),
    "public": _on_profile(private=False),
    "disconnect": _disconnect,
}
ROUTES = (web.get("/sandbox/", show_admin, allow_head=False), action_route(ACTIONS))
