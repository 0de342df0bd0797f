"""The calls about comments and mentions of one account."""

from platforms.errors import Rejected
from platforms.instagram import comments
from platforms.instagram.calls import Calls
from platforms.instagram.envelope import read_accepted
from platforms.transport import Call


class CommentCalls(Calls):
    """Reads, answers, hides and deletes comments."""

    async def list_comments(self, media_id: str, after: str = "") -> comments.CommentList:
        """List a medium's comments; where a field is refused, with the fields that never are."""
        try:
            return await self._comments(media_id, after, comments.LIST_FIELDS)
        except Rejected as error:
            if error.code != "100":
                raise
        return await self._comments(media_id, after, comments.SAFE_FIELDS)

    async def find_comment(self, comment_id: str) -> comments.Comment:
        """Ask for one comment; where a field is refused, with the fields that never are."""
        try:
            return await self._comment(comment_id, comments.ONE_FIELDS)
        except Rejected as error:
            if error.code != "100":
                raise
        return await self._comment(comment_id, comments.SAFE_FIELDS)

    async def read_mention(self, media_id: str, comment_id: str) -> comments.Mentioned:
        """Ask what a mention says; `comment_id` is empty for one in a caption."""
        return await self._read(
            "mention",
            comments.read_mention,
            lambda token: comments.mention_request(
                self._app, token, self._access.user_id, media_id, comment_id
            ),
        )

    async def list_replies(self, comment_id: str, after: str = "") -> comments.CommentList:
        """List the answers to a comment."""
        return await self._read(
            "list_replies",
            comments.read_list,
            lambda token: comments.replies_request(self._app, token, comment_id, after),
        )

    async def reply(self, comment_id: str, message: str) -> str:
        """Answer a comment, once; whether a lost answer was posted, `list_replies` tells."""
        request = comments.reply_request(self._app, self._access.token, comment_id, message)
        return await self._once("reply", comments.read_reply, request)

    async def reply_to_mention(self, media_id: str, comment_id: str, message: str) -> str:
        """Answer a mention, once; `comment_id` is empty for one in a caption."""
        request = comments.mention_reply_request(
            self._app, self._access.token, self._access.user_id, media_id, comment_id, message
        )
        return await self._once("reply_to_mention", comments.read_reply, request)

    async def reply_privately(self, comment_id: str, message: str) -> str:
        """Write to whoever wrote a comment, once; Instagram takes one such message for a comment.

        Raises `Rejected` where the login has none, or the Page is not known.
        """
        is_offered = "private_replies" in self._app.abilities
        has_page = bool(self._access.page_id) or self._app.login == "instagram"
        if not (is_offered and has_page):
            raise Rejected("no_private_replies")
        request = comments.private_reply_request(
            self._app, self._access.token, self._access.page_id, comment_id, message
        )
        return await self._once("reply_privately", comments.read_sent, request)

    async def hide(self, comment_id: str, hide: bool) -> None:
        """Hide a comment, or show it: a repeat changes nothing."""
        request = comments.hide_request(self._app, self._access.token, comment_id, hide)
        await self._perform(Call("hide", read_accepted, self._app.call_timeout), request)

    async def delete_comment(self, comment_id: str) -> None:
        """Delete a comment; one that is gone already is `Rejected`."""
        request = comments.delete_request(self._app, self._access.token, comment_id)
        await self._once("delete_comment", read_accepted, request)

    async def _comments(self, media_id: str, after: str, fields: str) -> comments.CommentList:
        return await self._read(
            "list_comments",
            comments.read_list,
            lambda token: comments.list_request(self._app, token, media_id, after, fields),
        )

    async def _comment(self, comment_id: str, fields: str) -> comments.Comment:
        return await self._read(
            "comment",
            comments.read_comment,
            lambda token: comments.comment_request(self._app, token, comment_id, fields),
        )
