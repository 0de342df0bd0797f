"""`/sandbox/`: a page on which a person acts as the Instagram users."""

from collections.abc import Callable

from aiohttp import web

from sandbox.instagram.control import actions
from sandbox.instagram.control.admin_page import admin_page
from sandbox.instagram.people import Account, Person
from sandbox.instagram.reading.library import Media
from sandbox.instagram.world import WORLD, World
from sandbox.stage.control.admin import Action, Form, action_route

FAN, REMARK = "sample_fan", "Nice shot"


async def show_admin(request: web.Request) -> web.Response:
    """People, accounts and media with their buttons; `user` narrows to one of them."""
    query = request.query
    return admin_page(request.app[WORLD], query.get("user", ""), query.get("said", ""))


def _on_owner(act: Callable[[World, str], None]) -> Action:
    def action(app: web.Application, form: Form) -> None:
        act(app[WORLD], actions.owner_named(app[WORLD], form.get("owner", "")))

    return action


def _on_person(act: Callable[[Person], None]) -> Action:
    def action(app: web.Application, form: Form) -> None:
        act(actions.person_named(app[WORLD], form.get("owner", "")))

    return action


def _on_account(act: Callable[[World, Account], object]) -> Action:
    def action(app: web.Application, form: Form) -> None:
        act(app[WORLD], actions.account_named(app[WORLD], form.get("account", "")))

    return action


def _on_media(act: Callable[[World, Media], object]) -> Action:
    def action(app: web.Application, form: Form) -> None:
        act(app[WORLD], actions.media_named(app[WORLD], form.get("media_id", "")))

    return action


def _delete_comment(app: web.Application, form: Form) -> None:
    world = app[WORLD]
    actions.delete_comment(world, actions.comment_named(world, form.get("comment_id", "")))


def _reply(app: web.Application, form: Form) -> None:
    world = app[WORLD]
    made = actions.comment_named(world, form.get("comment_id", ""))
    media = actions.media_named(world, made.media_id)
    actions.comment(world, media, FAN, "And thanks", made.parent_id or made.id)


def _set_checkpoint(person: Person, *, on: bool) -> None:
    person.is_checkpointed = on


ACTIONS: dict[str, Action] = {
    "remove_app": _on_owner(World.remove_app),
    "password": _on_owner(actions.change_password),
    "deletion": _on_owner(actions.ask_for_deletion),
    "checkpoint": _on_person(lambda person: _set_checkpoint(person, on=True)),
    "pass_checkpoint": _on_person(lambda person: _set_checkpoint(person, on=False)),
    "personal": _on_account(lambda world, one: actions.convert(world, one, is_personal=True)),
    "professional": _on_account(lambda world, one: actions.convert(world, one, is_personal=False)),
    "mention": _on_account(
        lambda world, one: actions.mention(world, one, f"see @{one.username}", in_comment=False)
    ),
    "mention_in_comment": _on_account(
        lambda world, one: actions.mention(world, one, f"hey @{one.username}", in_comment=True)
    ),
    "post": _on_account(
        lambda world, one: actions.post_in_the_app(world, one, "IMAGE", "FEED", "From the app")
    ),
    "comment": _on_media(lambda world, media: actions.comment(world, media, FAN, REMARK)),
    "delete": _on_media(actions.delete_media),
    "reply": _reply,
    "delete_comment": _delete_comment,
}
ROUTES = (web.get("/sandbox/", show_admin, allow_head=False), action_route(ACTIONS))
