"""The dialog of instagram.com."""

from aiohttp import web

from sandbox.instagram.login.consent_pages import instagram_consent
from sandbox.instagram.login.dialog_answers import DENIED, Form, read_form, refused, to
from sandbox.instagram.login.dialog_requests import BASIC, DialogRefused, read_instagram_request
from sandbox.instagram.login.tokens import Grant, Status
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import INSTAGRAM
from sandbox.instagram.world import WORLD, World
from sandbox.stage.journal import note

INSTAGRAM_END = "#_"


async def show_instagram(request: web.Request) -> web.Response:
    """Ask an account for consent."""
    world = request.app[WORLD]
    try:
        wanted = read_instagram_request(request.query, world)
    except DialogRefused as refusal:
        return refused(request, refusal)
    people, name = world.content.people, world.settings.app_name
    return instagram_consent(name, people, wanted.permissions, INSTAGRAM)


async def decide_instagram(request: web.Request) -> web.Response:
    """Keep the decision of instagram.com's dialog; personal accounts are turned away."""
    world, form = request.app[WORLD], await read_form(request)
    try:
        wanted = read_instagram_request(request.query, world)
        account = _account(world, form)
    except DialogRefused as refusal:
        return refused(request, refusal)
    if form.get("decision") != "allow":
        return to(wanted.back({**DENIED, "error_description": "The user denied your request."}, ""))
    ticked = set(form.getall("permission", [])) | {BASIC}
    declined = set(form.getall("decline", []))
    if "chose" in form:
        declined |= set(wanted.permissions) - ticked
    statuses: dict[str, Status] = {
        name: "declined" if name in declined else "granted" for name in wanted.permissions
    }
    grant = Grant(account.id, "instagram", statuses, set(), {account.id})
    note(request, user=account.username, permissions=",".join(grant.granted()))
    kept = world.content.grants.keep(grant)
    code = world.content.grants.issue_code(kept, wanted.redirect_uri)
    return to(wanted.back({"code": code}, INSTAGRAM_END))


def _account(world: World, form: Form) -> Account:
    account = world.content.people.account_named(str(form.get("user", "")))
    if account is None or not account.is_professional:
        raise DialogRefused("You need a professional account to continue.")
    return account
