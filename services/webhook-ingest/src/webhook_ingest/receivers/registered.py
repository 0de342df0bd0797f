"""The platforms whose webhooks are received. A new one is a folder and a line here."""

from webhook_ingest.receivers.base import Receiver
from webhook_ingest.receivers.instagram.receiver import InstagramReceiver
from webhook_ingest.receivers.tiktok.receiver import TikTokReceiver

RECEIVERS: tuple[type[Receiver], ...] = (TikTokReceiver, InstagramReceiver)
