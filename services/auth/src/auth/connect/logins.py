"""The logins in use, each with the key ring for its grants and its redirect address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from auth.connect.login import CONSENT, Consent, Login
from auth.platform import Platforms
from common.errors import NotFound
from vault.envelope import open_sealed, seal
from vault.keyring import Keyring


@dataclass(frozen=True, slots=True)
class OpenLogin:
    """A platform's login with its key ring; the redirect address is a constant.

    What waits in our tables is sealed under the ring, bound to its row by the associated data.
    """

    login: Login
    keyring: Keyring
    redirect_uri: str

    @property
    def provider(self) -> str:
        """The platform's name in addresses, topics and tables."""
        return self.login.platform.name

    def seal_verifier(self, verifier: str | None, state_hash: bytes) -> bytes | None:
        """Seal a PKCE verifier for its row; None stays None."""
        if verifier is None:
            return None
        return seal(self.keyring, verifier.encode(), _of_state(state_hash))

    def open_verifier(self, sealed: bytes | None, state_hash: bytes) -> str | None:
        """Open a verifier; raises `SealBroken`."""
        if sealed is None:
            return None
        return open_sealed(self.keyring, sealed, _of_state(state_hash)).decode()

    def seal_consent(self, consent: Consent, connection_id: UUID) -> bytes:
        """Seal what a consent gave for the row of its connection."""
        plain = consent.model_dump_json().encode()
        return seal(self.keyring, plain, _of_connection(connection_id))

    def open_consent(self, sealed: bytes | None, connection_id: UUID) -> Consent:
        """Open what a consent gave; raises `SealBroken`."""
        plain = open_sealed(self.keyring, sealed or b"", _of_connection(connection_id))
        return CONSENT.validate_json(plain)


class Logins:
    """All of them, by the platform's name; a platform's first login is its default."""

    def __init__(
        self, logins: Iterable[Login], rings: Mapping[str, Keyring], public_url: str
    ) -> None:
        self._all = [
            OpenLogin(login, rings[name], f"{public_url}/api/auth/{name}/callback")
            for login in logins
            for name in [login.platform.name]
        ]
        self.names = [one.provider for one in self._all]
        self.client_keys = [one.login.client_key for one in self._all]
        self.platforms = Platforms(one.login.platform for one in self._all)

    def of(self, provider: str, name: str = "") -> OpenLogin:
        """Give a platform's login of this name, or its default; raises `NotFound`."""
        found = self._of(provider)
        if not found:
            raise NotFound("There is no such platform.")
        named = [one for one in found if name in ("", one.login.name)]
        if not named:
            raise NotFound("This platform has no such login here.")
        return named[0]

    def of_app(self, provider: str, client_key: str | None) -> OpenLogin | None:
        """Give the login of an app of ours; None is that of the platform's default one."""
        named = (one for one in self._of(provider) if client_key in (None, one.login.client_key))
        return next(named, None)

    def _of(self, provider: str) -> list[OpenLogin]:
        return [one for one in self._all if one.provider == provider]


def _of_state(state_hash: bytes) -> dict[str, str]:
    return {"table": "auth.oauth_states", "field": "verifier", "state": state_hash.hex()}


def _of_connection(connection_id: UUID) -> dict[str, str]:
    return {"table": "auth.pending_connections", "field": "grant", "id": str(connection_id)}
