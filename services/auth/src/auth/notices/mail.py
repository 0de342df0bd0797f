"""Notices by mail: each is sent once it is kept, again until the mail server takes it."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from auth.notices.store import Letter, Notices
from auth.notices.words import SUBJECTS, words
from common.logs import get_logger
from common.postgres import Pool
from common.retry import forever

log = get_logger(__name__)
EVERY_SECONDS = 5.0
TIMEOUT_SECONDS = 20.0
Send = Callable[[EmailMessage], None]


def letter(notice: Letter, sender: str, public_url: str) -> EmailMessage:
    """Write a notice down in plain text, with a link to this Postlog."""
    sentence, next_step = words(notice.kind, notice.reason)
    account = notice.display_name or "Your account"
    message = EmailMessage()
    message["From"], message["To"] = sender, notice.email
    message["Subject"] = SUBJECTS[notice.kind]
    # The same at every try, so that a mail program can drop a repeat.
    message["Message-ID"] = f"<{notice.notice_id}@{urlsplit(public_url).hostname}>"
    message.set_content(f"{account} on TikTok\n\n{sentence}\n{next_step}\n\n{public_url}\n")
    return message


def smtp(url: str) -> Send:
    """Give a sender for `smtp[s]://[user:password@]host[:port]`; blocking, so for a thread.

    A server that offers no TLS is given letters, but never the password.
    """
    parts = urlsplit(url)
    host, context = parts.hostname or "", ssl.create_default_context()

    def send(message: EmailMessage) -> None:
        with _connected(parts.scheme, host, parts.port, context) as server:
            if parts.username:
                if not isinstance(server.sock, ssl.SSLSocket):
                    raise smtplib.SMTPNotSupportedError("no TLS, so the password is not sent")
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return send


def _connected(scheme: str, host: str, port: int | None, context: ssl.SSLContext) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT_SECONDS)
    server.ehlo_or_helo_if_needed()
    if server.has_extn("starttls"):
        server.starttls(context=context)
    return server


class Mailer:
    """Sends what is due, one after another; a failure is told and tried again later."""

    def __init__(self, pool: Pool, send: Send, sender: str, public_url: str) -> None:
        self._pool, self._send, self._sender = pool, send, sender
        self._public_url = public_url

    async def send_next(self) -> bool:
        """Send one letter; tells whether one was due."""
        async with self._pool.connection() as connection:
            due = await Notices(connection).claim_letter()
        if due is None:
            return False
        message = letter(due, self._sender, self._public_url)
        try:
            await asyncio.to_thread(self._send, message)
        except OSError as error:  # smtplib's own errors are such too
            log.warning("notice not mailed", attempts=due.tries, error=type(error).__name__)
            return True
        async with self._pool.connection() as connection:
            await Notices(connection).mailed(due.notice_id)
        log.info("notice mailed", notice_id=str(due.notice_id), attempts=due.tries)
        return True

    async def send_for_ever(self) -> None:
        """Look every few seconds."""
        while True:
            async for attempt in forever("mail"):
                with attempt:
                    while await self.send_next():
                        pass
            await asyncio.sleep(EVERY_SECONDS)
