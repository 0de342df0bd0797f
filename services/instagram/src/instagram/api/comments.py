"""HTTP for comments and mentions: read the request, call the part that decides, answer."""

import re
from datetime import datetime
from typing import Self
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from accounts.errors import AccountNotUsable
from common.endpoints import Endpoint, Header, SignedIn
from common.errors import Conflict, InvalidRequest, NotFound, RateLimited
from common.idempotency import KeyReused, idempotency_key
from common.sessions import Session
from common.web import answer, read_body
from contracts.instagram.comments import ReplyState
from instagram import errors
from instagram.comments.asking import MentionReply, ReplyText
from instagram.comments.comment import Comment, Wanted
from instagram.comments.private import PrivateText
from instagram.comments.reply import Reply, Target
from instagram.comments.room import MODERATING, PRIVATE_REPLYING, REPLYING

NODE_ID = re.compile(r"[0-9_]{1,64}")
SENTENCES: dict[ReplyState, str] = {
    "REQUESTED": "The answer is about to be sent.",
    "ATTEMPTED": "The answer is being sent.",
    "OUTCOME_UNKNOWN": "Instagram's answer was lost; Postlog looks whether yours was posted.",
    "POSTED": "Posted.",
    "UNKNOWN": "Instagram may have posted this; check the app before you answer again.",
}
WAITING: dict[Wanted, str] = {
    "hide": "Instagram could not be asked yet. Postlog hides the comment as soon as it can.",
    "show": "Instagram could not be asked yet. Postlog shows the comment again as soon as it can.",
    "delete": "Instagram could not be asked yet. Postlog deletes the comment as soon as it can.",
}


class ReplyAnswer(BaseModel):
    """An answer of the user's, and what became of it."""

    reply_id: UUID
    status: ReplyState
    message: str
    to: Target
    account_id: UUID
    media_id: str | None
    comment_id: str | None
    text: str
    platform_comment_id: str | None
    """Instagram's id of the answer, once it is posted; of a private one, its message's."""
    code: str
    """Why it failed, by Instagram's code or ours."""
    fbtrace_id: str | None
    attempted_at: datetime | None

    @classmethod
    def of(cls, reply: Reply) -> Self:
        """Describe an answer."""
        return cls(
            reply_id=reply.reply_id,
            status=reply.status,
            message=SENTENCES.get(reply.status) or reply.fail_message,
            to=reply.target,
            account_id=reply.account_id,
            media_id=reply.media_id,
            comment_id=reply.comment_id,
            text=reply.text,
            platform_comment_id=reply.platform_comment_id,
            code=reply.fail_code,
            fbtrace_id=reply.fbtrace_id,
            attempted_at=reply.attempted_at,
        )


class HideRequest(BaseModel):
    """Whether to hide the comment, or to show it again."""

    model_config = ConfigDict(extra="forbid")

    hide: bool


class CommentAnswer(BaseModel):
    """A comment after what was done; `wanted` is what Instagram could not be asked for yet.

    `message` says so to the user; it is empty where all is done.
    """

    account_id: UUID
    comment_id: str
    is_hidden: bool
    is_deleted: bool
    wanted: Wanted | None
    message: str

    @classmethod
    def of(cls, comment: Comment) -> Self:
        """Describe a comment."""
        return cls(
            account_id=comment.account_id,
            comment_id=comment.comment_id,
            is_hidden=comment.is_hidden,
            is_deleted=comment.deleted_at is not None,
            wanted=comment.wanted,
            message=WAITING[comment.wanted] if comment.wanted else "",
        )


async def reply_to_comment(request: web.Request, session: Session) -> web.Response:
    """Answer a comment: 202, and the answer's id, by which its outcome is asked for."""
    asked, key = await read_body(request, ReplyText), idempotency_key(request)
    replying, comment_id = request.app[REPLYING], _comment_id(request)
    reply = await replying.reply(UUID(session.user_id), comment_id, asked, key)
    return answer(ReplyAnswer.of(reply), 202)


async def reply_privately(request: web.Request, session: Session) -> web.Response:
    """Write to whoever wrote a comment, once and within seven days: 202, and the answer's id."""
    asked, key = await read_body(request, PrivateText), idempotency_key(request)
    replying, comment_id = request.app[PRIVATE_REPLYING], _comment_id(request)
    reply = await replying.reply(UUID(session.user_id), comment_id, asked, key)
    return answer(ReplyAnswer.of(reply), 202)


async def reply_to_mention(request: web.Request, session: Session) -> web.Response:
    """Answer where the account was mentioned: in a comment, or in a caption without one."""
    asked, key = await read_body(request, MentionReply), idempotency_key(request)
    replying = request.app[REPLYING]
    reply = await replying.reply_to_mention(UUID(session.user_id), asked, key)
    return answer(ReplyAnswer.of(reply), 202)


async def show_reply(request: web.Request, session: Session) -> web.Response:
    """Tell what became of an answer."""
    try:
        reply_id = UUID(request.match_info["reply_id"])
    except ValueError:
        raise NotFound("There is no such answer.") from None
    reply = await request.app[REPLYING].find(UUID(session.user_id), reply_id)
    return answer(ReplyAnswer.of(reply))


async def hide_comment(request: web.Request, session: Session) -> web.Response:
    """Hide a comment, or show it again: 202 where Instagram could not be asked yet."""
    asked = await read_body(request, HideRequest)
    return await _moderated(request, session, "hide" if asked.hide else "show")


async def delete_comment(request: web.Request, session: Session) -> web.Response:
    """Delete a comment below the account's own media: 202 if Instagram could not be asked yet."""
    return await _moderated(request, session, "delete")


async def _moderated(request: web.Request, session: Session, wanted: Wanted) -> web.Response:
    moderating, comment_id = request.app[MODERATING], _comment_id(request)
    comment = await moderating.ask(UUID(session.user_id), comment_id, wanted)
    return answer(CommentAnswer.of(comment), 200 if comment.wanted is None else 202)


def _comment_id(request: web.Request) -> str:
    comment_id = request.match_info["comment_id"]
    if not NODE_ID.fullmatch(comment_id):
        raise NotFound("There is no such comment.")
    return comment_id


KEY = Header("Idempotency-Key", "1 to 200 printable characters: one key, one answer.")
BEFORE = (NotFound, AccountNotUsable, errors.ScopeMissing)
REPLYING_REFUSED = (*BEFORE, Conflict, InvalidRequest, KeyReused)
PRIVATE_REFUSED = (*REPLYING_REFUSED, errors.NotOffered, errors.LoginNotConfigured)
MODERATION_REFUSED = (*BEFORE, Conflict, errors.Rejected, RateLimited)
MODERATED = {200: CommentAnswer, 202: CommentAnswer}

ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/instagram/comments/{comment_id}/replies",
        SignedIn(reply_to_comment),
        {202: ReplyAnswer},
        body=ReplyText,
        headers=[KEY],
        refusals=REPLYING_REFUSED,
    ),
    Endpoint(
        "POST",
        "/api/instagram/comments/{comment_id}/private-reply",
        SignedIn(reply_privately),
        {202: ReplyAnswer},
        body=PrivateText,
        headers=[KEY],
        refusals=PRIVATE_REFUSED,
    ),
    Endpoint(
        "POST",
        "/api/instagram/mentions/replies",
        SignedIn(reply_to_mention),
        {202: ReplyAnswer},
        body=MentionReply,
        headers=[KEY],
        refusals=REPLYING_REFUSED,
    ),
    Endpoint(
        "GET",
        "/api/instagram/replies/{reply_id}",
        SignedIn(show_reply),
        {200: ReplyAnswer},
        refusals=[NotFound],
    ),
    Endpoint(
        "POST",
        "/api/instagram/comments/{comment_id}/hide",
        SignedIn(hide_comment),
        MODERATED,
        body=HideRequest,
        refusals=[*MODERATION_REFUSED, InvalidRequest],
    ),
    Endpoint(
        "DELETE",
        "/api/instagram/comments/{comment_id}",
        SignedIn(delete_comment),
        MODERATED,
        refusals=MODERATION_REFUSED,
    ),
)
