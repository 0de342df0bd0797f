"""What is done with media, and what hangs on them."""

from sandbox.instagram.graph.answers import SUCCESS, GraphRefused, invalid, unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import select
from sandbox.instagram.permissions import DELETE, READ
from sandbox.instagram.reading.library import Media
from sandbox.instagram.reading.media import NODE, media_for, media_view
from sandbox.instagram.reading.times import written


async def children(call: Call, node_id: str) -> object:
    """The items of a carousel."""
    account, media = media_for(call, node_id, READ)
    fields = call.fields("id")
    library = call.world.content.library.media
    views = [media_view(call, account, library[one]) for one in media.children if one in library]
    return {"data": [select(NODE, view, fields) for view in views]}


async def update_media(call: Call, node_id: str) -> object:
    """Switch comments on or off; nothing else of a post can be edited.

    Another POST, also one that was meant as a DELETE, succeeds and does nothing.
    """
    _, media = media_for(call, node_id, READ)
    enabled = call.flag("comment_enabled")
    if enabled is not None:
        media.comments_enabled = enabled
    return SUCCESS


async def delete_media(call: Call, node_id: str) -> object:
    """Delete a post, story or whole carousel; only on Facebook's host."""
    if call.side == "instagram":
        raise unknown_object(node_id, "delete")
    _, media = media_for(call, node_id, DELETE)
    if media.parent_id:
        raise GraphRefused(-1, "This media cannot be deleted.", 2207073)
    call.world.content.library.remove(media)
    return {"success": True, "deleted_id": media.id}


async def poll_attachment(call: Call, node_id: str) -> object:
    """The poll of a post; null where there is none."""
    media = _addon_media(call, node_id)
    if not media.poll_options:
        return {"poll_attachment": None}
    ends_at = media.created_at + (7 if media.poll_is_long else 3) * 86_400
    options = [{"text": one, "vote_count": 0} for one in media.poll_options]
    return {"poll_attachment": {"options": options, "end_time": written(ends_at)}}


async def prompt_response(call: Call, node_id: str) -> object:
    """The prompt to comment; null where there is none."""
    media = _addon_media(call, node_id)
    return {"prompt_response": {"response_count": 0} if media.asks_for_comments else None}


def _addon_media(call: Call, node_id: str) -> Media:
    if call.side == "instagram":
        raise unknown_object(node_id)
    _, media = media_for(call, node_id, READ)
    if media.product == "STORY":
        raise invalid("Stories have no caption add-ons")
    return media
