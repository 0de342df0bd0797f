"""The worker: projects `accounts.v1`, sends the outbox and the mails, and deletes what is over."""

from functools import partial

from auth.connect.registered import PLATFORMS
from auth.database import SCHEMA
from auth.housekeeping import sweep_for_ever
from auth.mail import send_for_ever, smtp
from auth.notices.mail import Mailer, Writer
from auth.person.reset_mail import ResetMailer
from auth.projector import subscription
from auth.settings import WorkerSettings
from common.consumer import ExactConsumer
from common.health import Patient, open_health
from common.postgres import answers, open_pool
from common.process import work_until_stopped
from common.publisher import open_publisher
from common.relay import Relay


async def worker(settings: WorkerSettings) -> None:
    """Project `accounts.v1`, relay the outbox and sweep, until stopped."""
    database_url = settings.database_url.get_secret_value()
    async with (
        open_health(settings.host, settings.internal_port) as health,
        open_pool(database_url, SCHEMA, settings.database_pool_size) as pool,
        open_publisher(settings.kafka_bootstrap_servers) as publisher,
    ):
        consumer = ExactConsumer(
            subscription(settings.dead_letter_limit),
            settings.kafka_bootstrap_servers,
            pool,
            publisher,
        )
        relay = Relay(database_url, SCHEMA, publisher)
        health.needs("postgres", partial(answers, pool, "auth"))
        health.needs("kafka", Patient(publisher.answers))
        health.needs("consumer", consumer.not_ready)
        sweeping = sweep_for_ever(pool, settings.session_limits())
        work = [consumer.run(), relay.run(), sweeping]
        if settings.mail_server:
            writer = Writer(settings.mail_from, settings.public_url, PLATFORMS)
            send = smtp(settings.mail_server)
            mailer = Mailer(pool, send, writer)
            resets = ResetMailer(pool, send, settings.mail_from, settings.public_url)
            work += [
                send_for_ever("mail", mailer.send_next),
                send_for_ever("mail of links", resets.send_next),
            ]
        await work_until_stopped(settings, health, *work)
