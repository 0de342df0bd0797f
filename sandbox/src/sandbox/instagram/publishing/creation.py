"""`POST /{account}/media`: makes a container."""

from sandbox.instagram.graph.access import account_for
from sandbox.instagram.graph.answers import GraphRefused, invalid
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.tokens import token_of
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import PUBLISH
from sandbox.instagram.publishing.containers import Container, Wish
from sandbox.instagram.publishing.files import (
    NotFetched,
    check_image,
    fetcher_of,
    not_fetched,
    video_fault,
)
from sandbox.instagram.publishing.wishes import read_wish
from sandbox.instagram.world import World
from sandbox.stage.media.probe import Facts

DAY = 86_400


async def create_container(call: Call, node_id: str) -> object:
    """Judge the wish, fetch a picture at once and a video later, and answer the id."""
    account = publishing_account(call, node_id)
    _check_budget(call, account)
    wish = read_wish(call)
    if wish.kind == "STORIES" and call.world.switches.stories == "business":
        _check_story(account)
    _check_children(call, account, wish)
    await _fetch_pictures(call, wish)
    container = _add(call, account, wish)
    if wish.is_resumable:
        host = call.world.addresses.app
        uri = f"{host}/ig-api-upload/{call.version}/{container.id}"
        return {"id": container.id, "uri": uri}
    return {"id": container.id}


def publishing_account(call: Call, node_id: str) -> Account:
    """The account of a call that may publish with this token; raises GraphRefused."""
    account = account_for(call, node_id, PUBLISH)
    kind, wanted = token_of(call).kind, call.world.switches.publish_token
    if kind in ("user", "page") and wanted not in ("both", kind):
        raise GraphRefused(10, f"(#10) This call needs a {wanted} access token")
    if account.is_restricted:
        raise GraphRefused(25, "The Instagram account is restricted.", 2207050)
    return account


def _check_budget(call: Call, account: Account) -> None:
    since = call.world.clock.now() - DAY
    made = call.world.content.containers.created_since(account.id, since)
    if made >= call.world.switches.containers_per_day:
        raise GraphRefused(4, "(#4) Application request limit reached")


def _check_story(account: Account) -> None:
    if account.kind != "BUSINESS":
        raise GraphRefused(10, "(#10) Stories can be published by business accounts only")


def _check_children(call: Call, account: Account, wish: Wish) -> None:
    containers, now = call.world.content.containers, call.world.clock.now()
    for child_id in wish.children:
        child = containers.find(child_id)
        if child is None:
            raise GraphRefused(24, "The requested resource does not exist", 2207008)
        if child.account_id != account.id:
            raise GraphRefused(24, "The requested resource does not exist", 2207006)
        if not child.wish.is_item:
            raise invalid(f"The container {child_id} is not a carousel item")
        state = containers.state(child, now)
        if state == "IN_PROGRESS":
            raise GraphRefused(
                2, "An unexpected error has occurred. Please retry your request later."
            )
        if state != "FINISHED":
            raise GraphRefused(24, "The requested resource does not exist", 2207008)


async def _fetch_pictures(call: Call, wish: Wish) -> None:
    """Pictures are fetched while the call waits, so their faults are its answer."""
    seconds = call.world.switches.fetch_timeout
    fetcher = fetcher_of(call.world)
    try:
        if wish.url and not wish.is_video:
            in_feed = wish.kind != "STORIES"
            check_image(await fetcher.fetch(wish.url, seconds), in_feed=in_feed)
        if wish.cover_url:
            check_image(await fetcher.fetch(wish.cover_url, seconds), in_feed=False)
    except NotFetched as error:
        raise not_fetched(error) from error


def _add(call: Call, account: Account, wish: Wish) -> Container:
    world, now = call.world, call.world.clock.now()
    container = Container(world.content.ids.new("container"), account.id, wish, now)
    world.content.containers.add(container)
    call.noted["container"] = container.id
    if not wish.is_video:
        container.ready_at = now + world.switches.image_delay
    elif not wish.is_resumable:
        world.stage.background.start(_fetch_video(world, container))
    return container


async def _fetch_video(world: World, container: Container) -> None:
    try:
        facts = await fetcher_of(world).fetch(container.wish.url, None)
    except NotFetched as error:
        container.failed_with = error.subcode
        return
    process_video(world, container, facts)


def process_video(world: World, container: Container, facts: Facts) -> None:
    """The bytes are there: whether they are any good is known a little later."""
    switches = world.switches
    fault = video_fault(facts, container.wish) if switches.video_checks else 0
    container.failed_with = switches.container_error or fault
    container.ready_at = world.clock.now() + switches.video_delay
