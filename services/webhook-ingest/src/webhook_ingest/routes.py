"""Every operation of the public API: the addresses of each platform's webhooks."""

from webhook_ingest.receivers.registered import RECEIVERS

ENDPOINTS = tuple(endpoint for receiver in RECEIVERS for endpoint in receiver.endpoints)
