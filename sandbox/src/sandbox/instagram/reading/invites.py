"""Invitations to share another account's post as its collaborator."""

from sandbox.instagram.graph.access import account_for
from sandbox.instagram.graph.answers import SUCCESS, invalid, unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import View, always, select
from sandbox.instagram.graph.paging import page_of
from sandbox.instagram.people import Account
from sandbox.instagram.reading.library import Media

BASIC = ("instagram_basic",)
DEFAULT = "media_id,media_owner_username,caption"


async def list_invites(call: Call, node_id: str) -> object:
    """The invitations that wait for an answer."""
    account = account_for(call, node_id, BASIC)
    shown, paging = page_of(_open(call, account), lambda media: media.id, call.window())
    fields = call.fields(DEFAULT)
    return {"data": [select("Invite", _view(call, one), fields) for one in shown], **paging}


async def answer_invite(call: Call, node_id: str) -> object:
    """Accept or decline; an answer is given once."""
    account = account_for(call, node_id, BASIC)
    accepts = call.flag("accept")
    if accepts is None:
        raise invalid("The parameter accept is required.")
    media_id = call.need("media_id")
    media = next((one for one in _open(call, account) if one.id == media_id), None)
    if media is None:
        raise unknown_object(media_id, "post")
    media.answers[account.username] = accepts
    return SUCCESS


def _open(call: Call, account: Account) -> list[Media]:
    name = account.username
    return [
        one
        for one in call.world.content.library
        if name in one.collaborators and name not in one.answers
    ]


def _view(call: Call, media: Media) -> View:
    owner = call.world.content.people.accounts[media.account_id]
    return {
        "media_id": always(media.id),
        "media_owner_username": always(owner.username),
        "caption": always(media.caption),
    }
