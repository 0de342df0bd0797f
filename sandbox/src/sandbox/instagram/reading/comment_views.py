"""Comments, field by field."""

from collections.abc import Callable, Sequence

from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import ABSENT, Field, View, always, nested, select
from sandbox.instagram.graph.paging import Window, page_of, read_limit
from sandbox.instagram.graph.tokens import token_of
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import SAME
from sandbox.instagram.reading.library import Comment, Media
from sandbox.instagram.reading.times import written

NODE = "IGComment"
DEFAULT = "timestamp,text,id"
FIELDS = tuple(Field(name) for name in DEFAULT.split(","))
WHO = "instagram_manage_comments"


def comment_view(call: Call, account: Account, comment: Comment) -> View:
    """A comment; who wrote it is told only with the permission for comments."""
    content = call.world.content
    media = content.library.media.get(comment.media_id)
    granted = token_of(call).grant.granted()
    tells = WHO in granted or SAME[WHO] in granted
    author: View = {"id": always(comment.author_id), "username": always(comment.author)}
    is_own = comment.author_id == account.id
    product = always(media.product if media else ABSENT)
    return {
        "id": always(comment.id),
        "text": always(comment.text),
        "timestamp": always(written(comment.created_at)),
        "username": always(comment.author if tells else ABSENT),
        "from": nested("IGUser", author, ("id", "username")) if tells else always(ABSENT),
        "user": nested("IGUser", author) if is_own else always(ABSENT),
        "like_count": always(comment.likes),
        "hidden": always(comment.is_hidden),
        "parent_id": always(comment.parent_id or ABSENT),
        "media": nested(
            "ShadowIGMedia", {"id": always(comment.media_id), "media_product_type": product}
        ),
        "legacy_instagram_comment_id": always(comment.id[2:]),
        "replies": _replies_field(call, account, comment),
    }


def _replies_field(call: Call, account: Account, comment: Comment) -> Callable[[Field], object]:
    def replies(wanted: Field) -> object:
        found = call.world.content.library.replies_to(comment.id)
        if not found:
            return ABSENT
        window = Window(read_limit(wanted.arguments.get("limit"), 25))
        return listed_comments(call, account, found, window, wanted.children or FIELDS)

    return replies


def comments_field(call: Call, account: Account, media: Media) -> Callable[[Field], object]:
    """The comments as a field of their media."""

    def comments(wanted: Field) -> object:
        found = call.world.content.library.comments_of(media.id)
        if not found:
            return ABSENT
        most = call.world.switches.comment_page
        window = Window(read_limit(wanted.arguments.get("limit"), most, most))
        return listed_comments(call, account, found, window, wanted.children or FIELDS)

    return comments


def listed_comments(
    call: Call,
    account: Account,
    found: Sequence[Comment],
    window: Window,
    fields: tuple[Field, ...],
) -> dict[str, object]:
    """The wanted part of a list of comments."""
    shown, paging = page_of(found, lambda one: one.id, window)
    views = [comment_view(call, account, one) for one in shown]
    return {"data": [select(NODE, view, fields) for view in views], **paging}
