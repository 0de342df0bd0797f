"""A mail server that keeps what it is given: where a stack under test sends its mail."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from waiting import until


@dataclass
class Postbox:
    """Every letter so far, and the address of the server."""

    url: str = ""
    letters: list[EmailMessage] = field(default_factory=list)

    async def letter_to(self, address: str, subject: str) -> EmailMessage:
        """Wait for the newest letter to somebody about this."""

        async def look() -> EmailMessage | None:
            found = [
                one for one in self.letters if one["To"] == address and one["Subject"] == subject
            ]
            return found[-1] if found else None

        return await until(f"a letter to {address}: {subject}", look)


@contextmanager
def open_postbox(port: int = 0) -> Iterator[Postbox]:
    """Listen on loopback, in threads: those who send wait for nobody."""
    postbox = Postbox()

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 postbox")
            while line := self.rfile.readline().strip().upper():
                if line == b"DATA":
                    self._say("354 go on")
                    postbox.letters.append(self._read())
                self._say("221 bye" if line == b"QUIT" else "250 postbox")
                if line == b"QUIT":
                    return

        def _read(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()).rstrip() != b".":
                lines.append(line.removeprefix(b"."))
            return message_from_bytes(b"".join(lines), policy=policy.default)

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = allow_reuse_address = True

    with Server(("127.0.0.1", port), Conversation) as server:
        postbox.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        listening = threading.Thread(target=server.serve_forever, daemon=True)
        listening.start()
        yield postbox
        server.shutdown()
