"""The dialog of facebook.com: it asks, keeps what was allowed, and sends the browser back."""

from urllib.parse import urlencode

from aiohttp import web

from sandbox.instagram.login.consent_pages import facebook_consent
from sandbox.instagram.login.dialog_answers import DENIED, Form, read_form, refused, to
from sandbox.instagram.login.dialog_requests import (
    ALWAYS,
    DialogRefused,
    DialogRequest,
    read_facebook_request,
)
from sandbox.instagram.login.tokens import Grant, Life, Status
from sandbox.instagram.people import Person
from sandbox.instagram.permissions import FACEBOOK
from sandbox.instagram.world import WORLD, World
from sandbox.stage.journal import note

FACEBOOK_END = "#_=_"


async def show_facebook(request: web.Request) -> web.Response:
    """Ask somebody for consent."""
    world = request.app[WORLD]
    try:
        wanted = read_facebook_request(request.query, world)
    except DialogRefused as refusal:
        return refused(request, refusal)
    name, people = world.settings.app_name, world.content.people
    ticks = wanted.login == "facebook"
    return facebook_consent(name, people, wanted.permissions, FACEBOOK, ticks)


async def decide_facebook(request: web.Request) -> web.Response:
    """Keep the decision of facebook.com's dialog."""
    world, form = request.app[WORLD], await read_form(request)
    try:
        wanted = read_facebook_request(request.query, world)
        person = _person(world, form)
    except DialogRefused as refusal:
        return refused(request, refusal)
    if form.get("decision") != "allow":
        return to(wanted.back(DENIED, FACEBOOK_END))
    grant = _facebook_grant(world, wanted, person, form)
    note(request, user=person.handle, permissions=",".join(grant.granted()))
    return to(_facebook_callback(world, wanted, world.content.grants.keep(grant)))


def _facebook_callback(world: World, wanted: DialogRequest, grant: Grant) -> str:
    """The code in the query; with `token` everything in the fragment."""
    query, types, grants = {}, wanted.response_types, world.content.grants
    if "code" in types:
        query["code"] = grants.issue_code(grant, wanted.redirect_uri)
    if "granted_scopes" in types:
        query["granted_scopes"] = ",".join(grant.granted())
    if "token" not in types:
        return wanted.back(query, FACEBOOK_END)
    lifetime = world.switches.short_token_lifetime
    token = grants.issue("user", grant, Life(lifetime))
    fragment = {**query, "access_token": token.value, "expires_in": str(lifetime)}
    return f"{wanted.redirect_uri}#{urlencode({**fragment, 'state': wanted.state})}"


def _facebook_grant(world: World, wanted: DialogRequest, person: Person, form: Form) -> Grant:
    people, known = world.content.people, world.content.grants.of(person.id)
    pages = {page.id for page in people.pages_of(person)}
    accounts = {one.id for one in people.accounts_of(person) if one.is_professional}
    chose = "chose" in form
    return Grant(
        person.id,
        wanted.login,
        _statuses(wanted, form, known),
        pages & set(form.getall("page", [])) if chose else pages,
        accounts & set(form.getall("account", [])) if chose else accounts,
    )


def _statuses(wanted: DialogRequest, form: Form, known: Grant | None) -> dict[str, Status]:
    """What is granted and declined; a permission once declined is not asked for again."""
    before = dict(known.permissions) if known and known.login == wanted.login else {}
    ticked = set(form.getall("permission", [])) | {ALWAYS}
    asked = [name for name in wanted.permissions if _is_asked(name, wanted, before)]
    refused = (set(asked) & set(form.getall("decline", []))) - {ALWAYS}
    if wanted.login == "facebook" and "chose" in form:
        refused |= set(asked) - ticked
    if wanted.login != "facebook" and refused:
        # Facebook Login for Business is all or nothing
        refused = set(asked) - {ALWAYS}
    return {**before, **{name: "declined" if name in refused else "granted" for name in asked}}


def _is_asked(name: str, wanted: DialogRequest, before: dict[str, Status]) -> bool:
    return wanted.asks_again or before.get(name) != "declined"


def _person(world: World, form: Form) -> Person:
    person = world.content.people.find(str(form.get("user", "")))
    if person is None:
        raise DialogRefused("Choose who logs in.")
    return person
