"""Comments and mentions: read, answered, hidden and deleted.

https://developers.facebook.com/documentation/instagram-platform/comment-moderation
"""

from collections.abc import Mapping

from pydantic import AliasChoices, Field

from platforms.instagram.accounts import Paging
from platforms.instagram.app import InstagramApp
from platforms.instagram.envelope import Created, read_object
from platforms.instagram.ids import NodeId
from platforms.instagram.media import Time
from platforms.instagram.requests import delete, get, post
from platforms.protocol import Parsed, PlatformId, Request, Text

MOST_COMMENTS = 50
FIELDS = "id,text,timestamp,username,from{id,username},like_count,hidden,parent_id"
LIST_FIELDS = f"{FIELDS},replies.limit({MOST_COMMENTS}){{{FIELDS}}}"
ONE_FIELDS = f"{FIELDS},media{{id}}"
# One refused field fails the whole call: these are never refused.
SAFE_FIELDS = "id,text,timestamp"
# https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-facebook-login/mentions
MENTIONED_COMMENT_FIELDS = "id,text,timestamp"
MENTIONED_MEDIA_FIELDS = "id,caption,timestamp,username"


class Author(Parsed):
    """Who wrote it, by an id that is this app's alone."""

    id: PlatformId
    username: Text = ""


class Medium(Parsed):
    """The medium that a comment stands below."""

    id: NodeId


class Comment(Parsed):
    """A comment; its author may be withheld, or be told by name alone."""

    id: NodeId
    text: Text = ""
    timestamp: Time | None = None
    username: Text = ""
    author: Author | None = Field(default=None, validation_alias=AliasChoices("from", "author"))
    like_count: int = 0
    hidden: bool | None = None
    parent_id: NodeId | None = None
    media: Medium | None = None
    replies: "CommentList | None" = None

    @property
    def author_id(self) -> str:
        """Give the author's id for this app; the empty text where it is withheld."""
        return self.author.id if self.author else ""

    @property
    def author_name(self) -> str:
        """Give the name, from whichever field has it."""
        return (self.author.username if self.author else "") or self.username


class CommentList(Parsed):
    """Comments, newest first, and where the list goes on."""

    data: tuple[Comment, ...]
    paging: Paging = Paging()


class Mentioned(Parsed):
    """What a mention says: the comment, or the caption with its author's name."""

    text: Text = ""
    caption: Text = ""
    username: Text = ""

    @property
    def said(self) -> str:
        """Give the text, from whichever field has it."""
        return self.text or self.caption


class Message(Parsed):
    """A direct message that was sent."""

    message_id: Text


class _Mention(Parsed):
    mentioned_comment: Mentioned | None = None
    mentioned_media: Mentioned | None = None


def list_request(
    app: InstagramApp, token: str, media_id: str, after: str = "", fields: str = LIST_FIELDS
) -> Request:
    """Ask for the comments of a medium, each with the first answers to it."""
    path = app.path(media_id, "comments")
    return get(app, token, path, fields=fields, limit=MOST_COMMENTS, after=after)


def comment_request(
    app: InstagramApp, token: str, comment_id: str, fields: str = ONE_FIELDS
) -> Request:
    """Ask for one comment, and the medium that it stands below."""
    return get(app, token, app.path(comment_id), fields=fields)


def mention_request(
    app: InstagramApp, token: str, user_id: str, media_id: str, comment_id: str
) -> Request:
    """Ask what a mention says: it is read through the account that was mentioned."""
    fields = (
        f"mentioned_comment.comment_id({comment_id}){{{MENTIONED_COMMENT_FIELDS}}}"
        if comment_id
        else f"mentioned_media.media_id({media_id}){{{MENTIONED_MEDIA_FIELDS}}}"
    )
    return get(app, token, app.path(user_id), fields=fields)


def replies_request(app: InstagramApp, token: str, comment_id: str, after: str = "") -> Request:
    """Ask for the answers to a comment."""
    path = app.path(comment_id, "replies")
    return get(app, token, path, fields=FIELDS, limit=MOST_COMMENTS, after=after)


def reply_request(app: InstagramApp, token: str, comment_id: str, message: str) -> Request:
    """Answer a comment, once; asking for fields would fail the call after it was made."""
    return post(app, token, app.path(comment_id, "replies"), message=message)


def mention_reply_request(
    app: InstagramApp, token: str, user_id: str, media_id: str, comment_id: str, message: str
) -> Request:
    """Answer where the account was mentioned: in a comment, or in a caption without one."""
    path = app.path(user_id, "mentions")
    return post(app, token, path, media_id=media_id, comment_id=comment_id, message=message)


def private_reply_request(
    app: InstagramApp, token: str, page_id: str, comment_id: str, message: str
) -> Request:
    """Write to whoever wrote a comment: by the Page, or without one by the account itself."""
    # https://developers.facebook.com/documentation/instagram-platform/private-replies
    path = app.path(page_id or "me", "messages")
    recipient = {"comment_id": comment_id}
    return post(app, token, path, recipient=recipient, message={"text": message})


def hide_request(app: InstagramApp, token: str, comment_id: str, hide: bool) -> Request:
    """Hide a comment, or show it again."""
    return post(app, token, app.path(comment_id), hide=hide)


def delete_request(app: InstagramApp, token: str, comment_id: str) -> Request:
    """Delete a comment below a medium of ours."""
    return delete(app, token, app.path(comment_id))


def read_list(status: int, headers: Mapping[str, str], body: bytes) -> CommentList:
    """Give a page of comments."""
    return read_object(CommentList, status, headers, body)


def read_comment(status: int, headers: Mapping[str, str], body: bytes) -> Comment:
    """Give the comment."""
    return read_object(Comment, status, headers, body)


def read_mention(status: int, headers: Mapping[str, str], body: bytes) -> Mentioned:
    """Give what the mention says."""
    told = read_object(_Mention, status, headers, body)
    return told.mentioned_comment or told.mentioned_media or Mentioned()


def read_reply(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Give the id of the new comment."""
    return read_object(Created, status, headers, body).id


def read_sent(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Give the id of the new message."""
    return read_object(Message, status, headers, body).message_id
