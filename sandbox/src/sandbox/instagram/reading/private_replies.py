"""Private replies: one direct message to who wrote a comment, within seven days."""

from sandbox.instagram.graph.access import account_for, check_permissions
from sandbox.instagram.graph.answers import GraphRefused, invalid, unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.parameters import json_parameter
from sandbox.instagram.graph.tokens import token_of
from sandbox.instagram.permissions import MESSAGES
from sandbox.instagram.reading.library import DAY, Comment, PrivateReply

WINDOW = 7 * DAY
TOO_LATE = 2018278


async def reply_by_page(call: Call, node_id: str) -> object:
    """Facebook Login: at the Page, with its token."""
    token = token_of(call)
    if token.kind != "page" or token.page_id != node_id:
        raise GraphRefused(210, "(#210) A page access token is required to request this resource.")
    check_permissions(call, token, (MESSAGES,))
    page = call.world.content.people.pages[node_id]
    return _reply(call, page.account_id or "")


async def reply_by_account(call: Call, node_id: str) -> object:
    """Instagram Login: at the account. With Facebook Login it answers, and nothing is sent."""
    account = account_for(call, node_id, (MESSAGES,))
    if call.side == "facebook":
        return {"recipient_id": "0", "message_id": "0"}
    return _reply(call, account.id)


def _reply(call: Call, account_id: str) -> object:
    content, now = call.world.content, call.world.clock.now()
    comment = _comment(call, account_id)
    text = _part(call, "message", "text")
    if any(one.comment_id == comment.id for one in content.library.private_replies):
        raise GraphRefused(10900, "(#10900) Activity already replied to")
    if now > comment.created_at + WINDOW:
        message = "(#10) This message is sent outside of allowed window."
        raise GraphRefused(10, message, TOO_LATE)
    content.library.private_replies.append(PrivateReply(comment.id, comment.author_id, text))
    return {"recipient_id": comment.author_id, "message_id": f"m_{comment.id}"}


def _comment(call: Call, account_id: str) -> Comment:
    comment_id = _part(call, "recipient", "comment_id")
    library = call.world.content.library
    comment = library.comments.get(comment_id)
    media = library.media.get(comment.media_id) if comment else None
    if comment is None or media is None or media.account_id != account_id:
        raise unknown_object(comment_id, "post")
    if comment.author_id == account_id:
        raise invalid("One's own comment has nobody to reply to")
    return comment


def _part(call: Call, name: str, key: str) -> str:
    value = json_parameter(name, call.need(name))
    if not isinstance(value, dict) or not isinstance(value.get(key), str):
        raise invalid(f"Param {name} must have {key}")
    return str(value[key])
