"""Sessions signed by a key of the test's own."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from common.event import NAMESPACE
from common.sessions import AUDIENCE, ISSUER

ALICE, BOB = uuid5(NAMESPACE, "alice"), uuid5(NAMESPACE, "bob")


class Signer:
    """Signs as `auth` does; `key_set` is the file that the API is given."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()

    def key_set(self) -> str:
        """Give the public half as a JWK set."""
        public = json.loads(OKPAlgorithm.to_jwk(self._key.public_key()))
        return json.dumps({"keys": [{**public, "kid": "k1", "alg": "EdDSA", "use": "sig"}]})

    def headers(
        self, user_id: UUID, minutes: float = 10, session: str = "s1", role: str = "user"
    ) -> dict[str, str]:
        """Give the headers of a signed-in request."""
        now = datetime.now(UTC)
        claims = {
            "sub": str(user_id),
            "sid": session,
            "csrf": "c",
            "role": role,
            "iat": now - timedelta(minutes=20),
            "exp": now + timedelta(minutes=minutes),
            "iss": ISSUER,
            "aud": AUDIENCE,
        }
        token = jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": "k1"})
        return {"Authorization": f"Bearer {token}"}
