"""Mailing links to choose a new password; a link's token is made as its mail is sent."""

import asyncio
from email.message import EmailMessage

from auth.mail import Send
from auth.person.passwords import new_token
from auth.person.resets import PasswordResets
from common.logs import get_logger
from common.postgres import Pool

log = get_logger(__name__)
TEXT = """\
Somebody asked for a new password for your Postlog account. To choose one, open this
page within half an hour:

{link}

The link works once. If it was not you, there is nothing to do: your password stays as it is.
"""


def link_of(public_url: str, token: str) -> str:
    """Give the page's address; what follows `#` reaches no server, so no log has the token."""
    return f"{public_url}/new-password#{token}"


class ResetMailer:
    """Sends what is due, one after another; a failure is logged and tried again with a new link."""

    def __init__(self, pool: Pool, send: Send, sender: str, public_url: str) -> None:
        self._pool, self._send = pool, send
        self._sender, self._public_url = sender, public_url

    async def send_next(self) -> bool:
        """Send one link; False where none was due."""
        token = new_token()
        async with self._pool.connection() as connection:
            due = await PasswordResets(connection).claim_next(token)
        if due is None:
            return False
        try:
            await asyncio.to_thread(self._send, self._write(due.email, token))
        except OSError as error:  # smtplib's own errors are OSErrors
            log.warning("link not mailed", attempts=due.tries, error=type(error).__name__)
            return True
        async with self._pool.connection() as connection:
            await PasswordResets(connection).mailed(token)
        log.info("link mailed", user_id=str(due.user_id), attempts=due.tries)
        return True

    def _write(self, email: str, token: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self._sender, email
        message["Subject"] = "Choose a new password for Postlog"
        # As it is: quoted-printable would break the link over two lines.
        message.set_content(TEXT.format(link=link_of(self._public_url, token)), cte="7bit")
        return message
