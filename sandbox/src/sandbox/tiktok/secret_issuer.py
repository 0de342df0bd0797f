"""The codes and tokens that TikTok issues, in the forms that real ones have."""

import secrets
from dataclasses import dataclass

from sandbox.stage.mint import Mint, random_text


@dataclass(frozen=True)
class SecretIssuer:
    """Makes each kind of secret; the mint lists them all."""

    mint: Mint

    def code(self, open_id: str) -> str:
        """A code with `*` and `!`, which a client must decode exactly once."""
        suffix = f"*{random_text(1)}!{1000 + secrets.randbelow(9000)}.s1"
        return self.mint.secret("code", 40, suffix=suffix, open_id=open_id)

    def access_token(self, open_id: str) -> str:
        """A user access token."""
        return self.mint.secret("access_token", 48, prefix="act.", open_id=open_id)

    def refresh_token(self, open_id: str) -> str:
        """A refresh token."""
        return self.mint.secret("refresh_token", 48, prefix="rft.", open_id=open_id)

    def client_token(self) -> str:
        """A token of the app itself, for no user."""
        return self.mint.secret("client_token", 48, prefix="clt.", open_id="")

    def upload_token(self, open_id: str) -> str:
        """The secret part of an upload address."""
        return self.mint.secret("upload_token", 40, open_id=open_id)
