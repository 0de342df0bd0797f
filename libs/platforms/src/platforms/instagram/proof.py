"""The proof that a call with a token comes from our server.

https://developers.facebook.com/documentation/facebook-login/security
"""

import hashlib
import hmac

from platforms.instagram.app import InstagramApp


def proof_of(app: InstagramApp, token: str) -> dict[str, str]:
    """Give `appsecret_proof` for a token; Instagram Login has none, and would refuse it."""
    if app.login == "instagram":
        return {}
    digest = hmac.digest(app.app_secret.encode(), token.encode(), hashlib.sha256)
    return {"appsecret_proof": digest.hex()}
