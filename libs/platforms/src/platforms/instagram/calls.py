"""How calls about one account are made: once, or read with either of its tokens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from platforms.errors import Rejected
from platforms.instagram.client import Instagram
from platforms.instagram.codes import OBJECT_MISSING
from platforms.instagram.usage import Usage, usage_of
from platforms.protocol import Request
from platforms.transport import Call

Result = TypeVar("Result")
Read = Callable[[int, Mapping[str, str], bytes], Result]


@dataclass(frozen=True, slots=True)
class Access:
    """What opens an account: its id, a token for it, and a second one for reading.

    With Facebook Login these are the Page's token and the person's: each may fail alone for days.
    `page_id` is the Page whose token it is.
    """

    user_id: str
    token: str = field(repr=False)
    reading_token: str = field(default="", repr=False)
    page_id: str = ""


class Calls:
    """Calls about one account; `watch` is told with each answer how full the limits are."""

    def __init__(self, client: Instagram, access: Access, watch: Callable[[Usage], object]) -> None:
        self._client, self._app, self._access, self._watch = client, client.app, access, watch

    async def _once(self, endpoint: str, read: Read[Result], request: Request) -> Result:
        """Make a call that must not be repeated: a lost answer is `OutcomeUnknown`."""
        call = Call(endpoint, read, self._app.call_timeout, repeatable=False)
        return await self._perform(call, request)

    async def _read(
        self, endpoint: str, read: Read[Result], request_with: Callable[[str], Request]
    ) -> Result:
        """Read with the first token, and where it may not see the object, with the second one."""
        call = Call(endpoint, read, self._app.call_timeout)
        try:
            return await self._perform(call, request_with(self._access.token))
        except Rejected as error:
            if error.code != OBJECT_MISSING or not self._access.reading_token:
                raise
        return await self._perform(call, request_with(self._access.reading_token))

    async def _perform(self, call: Call[Result], request: Request) -> Result:
        return await self._client.transport.perform(self._watched(call), request)

    def _watched(self, call: Call[Result]) -> Call[Result]:
        """Tell `watch` of the limits' use before the answer is read: also of a refused call."""

        def read(status: int, headers: Mapping[str, str], body: bytes) -> Result:
            self._watch(usage_of(headers))
            return call.read(status, headers, body)

        return Call(call.endpoint, read, call.timeout, call.repeatable, call.counted)
