"""Notices by mail: each is sent after it was stored, again until the mail server accepts it."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from auth.notices.store import Kind, Letter, Notices
from auth.notices.words import words
from auth.platform import Platforms
from common.logs import get_logger
from common.postgres import Pool
from common.retry import forever
from contracts.names import account_name, readable

log = get_logger(__name__)
EVERY_SECONDS = 5.0
TIMEOUT_SECONDS = 20.0
Send = Callable[[EmailMessage], None]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the mails of one Postlog: from which address, and on which origin."""

    sender: str
    public_url: str
    platforms: Platforms

    def write(self, notice: Letter) -> EmailMessage:
        """Write a notice down in plain text, in the words of its platform."""
        platform = self.platforms.of(notice.provider)
        written = words(platform, notice.kind, notice.reason)
        message = EmailMessage()
        message["From"], message["To"] = self.sender, notice.email
        message["Subject"] = written.subject
        # The same at every try, so that a mail program can drop a repeat.
        message["Message-ID"] = f"<{notice.notice_id}@{urlsplit(self.public_url).hostname}>"
        page = f"{self.public_url}{_page(notice)}"
        text = (_account(notice), "", written.sentence, written.next_step, "", page, "")
        message.set_content("\n".join(text))
        return message


def _page(notice: Letter) -> str:
    """Give the path of the page where its reader can do something."""
    if notice.kind == Kind.POSTED_TWICE:
        return f"/posts/{notice.reason}"
    return f"/accounts/{notice.account_id}"


def _account(notice: Letter) -> str:
    """Name the account, with its user name too: another account may have the same name."""
    name = account_name(notice.provider, notice.account_id, notice.display_name, notice.username)
    handle = f"@{readable(notice.username)}"
    return f"Account: {name}" if handle in {"@", name} else f"Account: {name} ({handle})"


def smtp(url: str) -> Send:
    """Give a sender for `smtp[s]://[user:password@]host[:port]`; blocking, so for a thread.

    A server without TLS gets the letters, but never the password.
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
    """Sends what is due, one after another; a failure is logged and tried again later."""

    def __init__(self, pool: Pool, send: Send, writer: Writer) -> None:
        self._pool, self._send, self._writer = pool, send, writer

    async def send_next(self) -> bool:
        """Send one letter; False where none was due."""
        async with self._pool.connection() as connection:
            due = await Notices(connection).claim_letter()
        if due is None:
            return False
        try:
            await asyncio.to_thread(self._send, self._writer.write(due))
        except OSError as error:  # smtplib's own errors are OSErrors
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
