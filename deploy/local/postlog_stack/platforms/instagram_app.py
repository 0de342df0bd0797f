"""Our apps as the sandbox knows them, and the addresses that are registered with an app."""

APP_ID, APP_SECRET = "700000000000001", "sandbox-facebook-secret-not-for-production"
LOGIN_APP_ID, LOGIN_APP_SECRET = "700000000000002", "sandbox-instagram-secret-not-for-production"
VERIFY_TOKEN = "sandbox-verify-token-not-for-production"
CALLBACK = "/api/auth/instagram/callback"
DEAUTHORIZE = "/api/auth/instagram/deauthorize"
DELETION = "/api/auth/instagram/data-deletion"
WEBHOOKS = "/api/webhooks/instagram"
