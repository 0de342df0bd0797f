"""What a container refers to: a place, people, and other containers."""

from sandbox.instagram.accounts.places import has_coordinates
from sandbox.instagram.graph.answers import GraphRefused, invalid
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.parameters import json_parameter
from sandbox.instagram.publishing.containers import ContainerKind, Tag

MOST_COLLABORATORS, MOST_TAGS, FEWEST_CHILDREN = 3, 20, 2


def read_location(call: Call) -> str:
    """The id of a place with coordinates; raises GraphRefused."""
    place = call.get("location_id")
    if place and not has_coordinates(place):
        code = call.world.switches.invalid_location_code
        raise GraphRefused(code, f"(#{code}) INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID")
    return place


def read_tags(call: Call, kind: ContainerKind, is_video: bool) -> tuple[Tag, ...]:
    """The people who are tagged; raises GraphRefused."""
    text = call.get("user_tags")
    wanted = json_parameter("user_tags", text) if text else []
    if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
        raise invalid("Param user_tags must be an array of objects")
    if len(wanted) > MOST_TAGS:
        raise invalid("Too many tags were used, at most 20.", 2207040)
    return tuple(_tag(call, one, kind, is_video) for one in wanted)


def _tag(call: Call, wanted: dict[str, object], kind: ContainerKind, is_video: bool) -> Tag:
    username, x, y = str(wanted.get("username", "")), wanted.get("x"), wanted.get("y")
    account = call.world.content.people.account_named(username)
    if not username or (account and not account.is_public):
        raise invalid("Param user_tags names an account that is not public")
    if is_video:
        if x is not None or y is not None:
            raise invalid("Param user_tags has no x and y on videos")
        return Tag(username)
    if kind == "STORIES" and x is None and y is None:
        return Tag(username)
    if not all(isinstance(one, int | float) and 0 <= one <= 1 for one in (x, y)):
        raise invalid("Param user_tags needs x and y from 0.0 to 1.0")
    return Tag(username, float(str(x)), float(str(y)))


def read_collaborators(call: Call) -> tuple[str, ...]:
    """The accounts that are asked to share the post; raises GraphRefused."""
    names = names_in("collaborators", call.get("collaborators"))
    if len(names) > MOST_COLLABORATORS:
        raise invalid(f"At most {MOST_COLLABORATORS} collaborators")
    return names


def names_in(name: str, text: str) -> tuple[str, ...]:
    """A JSON array, or a comma list."""
    if not text.startswith("["):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    values = json_parameter(name, text)
    return tuple(map(str, values)) if isinstance(values, list) else ()


def read_children(call: Call) -> tuple[str, ...]:
    """The items of a carousel, by id; raises GraphRefused."""
    names = names_in("children", call.get("children"))
    most = call.world.switches.carousel_max
    if not FEWEST_CHILDREN <= len(names) <= most:
        raise invalid(f"A carousel needs between 2 and {most} items.", 2207028)
    return names
