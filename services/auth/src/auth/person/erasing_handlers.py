"""`DELETE /api/auth/me`, and the public page that tells how far a deletion is."""

from datetime import datetime
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from auth.person.erasing import Erasing
from auth.person.erasures import Erasure
from auth.sign_in.handlers import COOKIES, GivenPassword
from common.sessions import Session
from common.web import answer, read_body

ERASING = web.AppKey("erasing", Erasing)


class DeletionWish(BaseModel):
    """The password, asked again: nothing of this can be undone."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    password: GivenPassword


class ErasureView(BaseModel):
    """How far a deletion is; it names nobody, and the code opens nothing else.

    `accounts` were connected; `ended` of them have ended at their platform, and `erased` are
    erased by the service that kept them.
    """

    code: str
    requested_at: datetime
    accounts: int
    ended: int
    erased: int
    completed_at: datetime | None

    @classmethod
    def of(cls, erasure: Erasure) -> "ErasureView":
        """Show how far it is."""
        return cls(
            code=erasure.code,
            requested_at=erasure.requested_at,
            accounts=erasure.accounts,
            ended=erasure.ended,
            erased=erasure.erased,
            completed_at=erasure.completed_at,
        )


async def delete_own_account(request: web.Request, session: Session) -> web.StreamResponse:
    """Delete the person's account: sessions, keys and sign-in at once, the rest as it is answered.

    Connected accounts are ended at their platforms. What is public there stays there.
    """
    wish = await read_body(request, DeletionWish)
    begun = await request.app[ERASING].begin(session, wish.password.get_secret_value())
    response = answer(ErasureView.of(begun), HTTPStatus.ACCEPTED)
    request.app[COOKIES].clear(response)
    return response


async def show_erasure(request: web.Request) -> web.StreamResponse:
    """Tell how far a deletion is, by the code that it was answered with."""
    found = await request.app[ERASING].find(request.match_info["code"])
    return answer(ErasureView.of(found))
