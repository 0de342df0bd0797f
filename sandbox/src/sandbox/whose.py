"""Whose request it is, before any rule has looked at it."""

from collections.abc import Mapping

from aiohttp import web

from sandbox.world import WORLD

SECRETS = ("code", "refresh_token", "token")


def open_id_of(request: web.Request, fields: Mapping[str, str]) -> str | None:
    """Tell the user by a token, dead or alive, by a code, or by an upload address."""
    content = request.app[WORLD].content
    upload = content.publishes.find_by_upload(
        fields.get("upload_id", ""), fields.get("upload_token", "")
    )
    if upload is not None:
        return upload.open_id
    _, _, bearer = request.headers.get("Authorization", "").partition(" ")
    shown = [bearer, *(fields.get(name, "") for name in SECRETS)]
    return next(filter(None, map(content.grants.open_id_of, shown)), None)
