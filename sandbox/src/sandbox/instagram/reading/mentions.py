"""Mentions of an account by others: read through its fields, and answered."""

from sandbox.instagram.graph.access import account_for
from sandbox.instagram.graph.answers import unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import Field, View, always, select
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import COMMENTS
from sandbox.instagram.reading.library import Comment, Media
from sandbox.instagram.reading.times import written


def mentioned_fields(call: Call, account: Account) -> View:
    """`mentioned_comment.comment_id(ID){…}` and `mentioned_media.media_id(ID){…}`."""
    library = call.world.content.library
    own = [one for one in library.mentions if one.account_id == account.id]

    def comment(wanted: Field) -> object:
        comment_id = wanted.arguments.get("comment_id", "")
        found = library.comments.get(comment_id)
        if found is None or all(one.comment_id != comment_id for one in own):
            raise unknown_object(comment_id)
        return select("IGComment", _comment_view(found), wanted.children or (Field("id"),))

    def media(wanted: Field) -> object:
        media_id = wanted.arguments.get("media_id", "")
        found = library.media.get(media_id)
        if found is None or all(one.media_id != media_id for one in own):
            raise unknown_object(media_id)
        return select("ShadowIGMedia", _media_view(found), wanted.children or (Field("id"),))

    return {"mentioned_comment": comment, "mentioned_media": media}


def _comment_view(comment: Comment) -> View:
    return {
        "id": always(comment.id),
        "text": always(comment.text),
        "timestamp": always(written(comment.created_at)),
        "like_count": always(comment.likes),
        "media": always({"id": comment.media_id}),
    }


def _media_view(media: Media) -> View:
    return {
        "id": always(media.id),
        "caption": always(media.caption),
        "media_type": always(media.type),
        "timestamp": always(written(media.created_at)),
        "username": always("somebody.else"),
    }


async def answer_mention(call: Call, node_id: str) -> object:
    """Answer a mention in a caption, or in a comment."""
    account = account_for(call, node_id, COMMENTS)
    content = call.world.content
    media_id, comment_id = call.need("media_id"), call.get("comment_id")
    known = [(one.account_id, one.media_id, one.comment_id) for one in content.library.mentions]
    if (account.id, media_id, comment_id) not in known:
        raise unknown_object(comment_id or media_id, "post")
    text, now = call.need("message"), call.world.clock.now()
    new_id = content.ids.new("comment")
    answer = Comment(new_id, media_id, text, account.id, account.username, now, comment_id)
    content.library.comments[new_id] = answer
    return {"id": new_id}
