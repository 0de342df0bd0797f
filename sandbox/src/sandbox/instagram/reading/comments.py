"""Comments as nodes and edges: read, written, answered, hidden, deleted."""

from sandbox.instagram.graph.access import account_for
from sandbox.instagram.graph.answers import SUCCESS, GraphRefused, invalid, unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import select
from sandbox.instagram.graph.tokens import token_of
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import COMMENTS, READ
from sandbox.instagram.reading.comment_views import DEFAULT, NODE, comment_view, listed_comments
from sandbox.instagram.reading.library import Comment
from sandbox.instagram.reading.media import media_for
from sandbox.instagram.webhooks.changes import tell_comment

LONGEST = 2200


async def list_comments(call: Call, node_id: str) -> object:
    """The comments of one's own media, newest first, without answers."""
    account, media = media_for(call, node_id, READ)
    found = call.world.content.library.comments_of(media.id)
    most = call.world.switches.comment_page
    return listed_comments(call, account, found, call.window(most), call.fields(DEFAULT))


async def write_comment(call: Call, node_id: str) -> object:
    """Comment one's own media."""
    account, media = media_for(call, node_id, COMMENTS)
    if not media.comments_enabled:
        raise invalid("Comments are disabled for this media")
    return _write(call, account, media.id, "")


async def list_replies(call: Call, node_id: str) -> object:
    """The answers to a comment."""
    account, comment = _comment_for(call, node_id, READ)
    found = call.world.content.library.replies_to(comment.id)
    return listed_comments(call, account, found, call.window(), call.fields(DEFAULT))


async def write_reply(call: Call, node_id: str) -> object:
    """Answer a comment; an answer to an answer stands under the same comment."""
    account, comment = _comment_for(call, node_id, COMMENTS)
    return _write(call, account, comment.media_id, comment.parent_id or comment.id)


async def read_comment(call: Call, node_id: str) -> object:
    """One comment with the wanted fields."""
    account, comment = _comment_for(call, node_id, READ)
    return select(NODE, comment_view(call, account, comment), call.fields(DEFAULT))


async def update_comment(call: Call, node_id: str) -> object:
    """Hide or show; the owner's own comments stay visible all the same."""
    account, comment = _comment_for(call, node_id, COMMENTS)
    hide = call.flag("hide")
    if hide is None:
        raise invalid("The parameter hide is required.")
    if comment.author_id != account.id:
        comment.is_hidden = hide
    return SUCCESS


async def delete_comment(call: Call, node_id: str) -> object:
    """Delete; only the owner of the media may."""
    _, comment = _comment_for(call, node_id, COMMENTS)
    call.world.content.library.remove_comment(comment)
    return SUCCESS


def _comment_for(call: Call, comment_id: str, needed: tuple[str, ...]) -> tuple[Account, Comment]:
    library = call.world.content.library
    comment = library.comments.get(comment_id)
    media = library.media.get(comment.media_id) if comment else None
    if comment is None or media is None or not media.account_id:
        token_of(call)
        raise unknown_object(comment_id, call.method)
    return account_for(call, media.account_id, needed), comment


def _write(call: Call, account: Account, media_id: str, parent_id: str) -> object:
    text = call.need("message")
    if len(text) > LONGEST:
        raise invalid("The comment is too long")
    content, now = call.world.content, call.world.clock.now()
    comment = Comment(
        content.ids.new("comment"), media_id, text, account.id, account.username, now, parent_id
    )
    content.library.comments[comment.id] = comment
    call.noted["comment"] = comment.id
    tell_comment(call.world, comment)
    if call.get("fields"):
        # the comment is there all the same: who repeats the call writes it twice
        raise GraphRefused(20, "(#20) The response format is not supported", 1772107)
    return {"id": comment.id}
