"""A mail server of the tests' own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Postman:
    """A mail server that takes what it is given, or refuses it."""

    def __init__(self) -> None:
        self.url, self.refuses = "", False
        self.letters: list[str] = []
        self.verbs: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 postman")
        while line := (await reader.readline()).decode().strip():
            verb = line.split(":")[0].split(" ")[0].upper()
            self.verbs.append(verb)
            if verb == "RCPT" and self.refuses:
                say("451 not now")
            elif verb == "DATA":
                say("354 go on")
                self.letters.append((await reader.readuntil(b"\r\n.\r\n")).decode())
                say("250 taken")
            else:
                say("250 postman" if verb != "QUIT" else "221 bye")
            if verb == "QUIT":
                break
        writer.close()


@asynccontextmanager
async def postman() -> AsyncIterator[Postman]:
    one = Postman()
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0)
    async with server:
        one.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield one
