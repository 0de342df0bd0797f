"""Caption add-ons: a poll, or a prompt to comment; only with Facebook Login."""

from sandbox.instagram.graph.answers import invalid
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.parameters import json_parameter
from sandbox.instagram.publishing.containers import ContainerKind

FEWEST_OPTIONS, MOST_OPTIONS = 2, 4
Poll = tuple[tuple[str, ...], bool, bool]


def read_poll(call: Call, kind: ContainerKind, is_item: bool) -> Poll:
    """The options of the poll, whether it is longer, and whether comments are asked for."""
    text, asks = call.get("poll_attachment"), bool(call.flag("is_comment_prompt_used"))
    if not text and not asks:
        return (), False, False
    if call.side == "instagram" or kind == "STORIES" or is_item:
        raise invalid("Caption add-ons are not supported here")
    if text and asks:
        raise invalid("Only one caption add-on can be used")
    if not call.get("caption"):
        raise invalid("A caption add-on needs a caption")
    return (_options(text) if text else ()), bool(call.flag("is_poll_duration_extended")), asks


def _options(text: str) -> tuple[str, ...]:
    wanted = json_parameter("poll_attachment", text)
    options = wanted.get("options") if isinstance(wanted, dict) else wanted
    if not isinstance(options, list) or not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise invalid("A poll has 2 to 4 options")
    return tuple(map(str, options))
