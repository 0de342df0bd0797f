"""How a client of Kafka proves who it is, and how it knows the brokers."""

import ssl
from pathlib import Path
from typing import Literal, Self

from pydantic import SecretStr, model_validator

from common.secret_files import EnvironmentSettings


class KafkaAccess(EnvironmentSettings):
    """`PLAINTEXT` is for a machine of one's own; over a network it is TLS and a password.

    Without `KAFKA_CA_FILE` the brokers' certificates must be of an authority that the machine
    trusts.
    """

    kafka_security_protocol: Literal["PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    kafka_username: str = ""
    kafka_password: SecretStr | None = None
    kafka_ca_file: Path | None = None

    @model_validator(mode="after")
    def _refuse_half_an_identity(self) -> Self:
        if self.is_secured and not (self.kafka_username and self.password):
            raise ValueError("SASL_SSL needs KAFKA_USERNAME and KAFKA_PASSWORD")
        return self

    @property
    def is_secured(self) -> bool:
        """Whether the connection is TLS, and the client names itself."""
        return self.kafka_security_protocol != "PLAINTEXT"

    @property
    def password(self) -> str:
        """The password, or nothing."""
        return self.kafka_password.get_secret_value() if self.kafka_password else ""

    def trust(self) -> ssl.SSLContext:
        """Give what checks the brokers' certificates and their names; raises for a bad file."""
        return ssl.create_default_context(cafile=self.kafka_ca_file)

    def arguments(self) -> dict[str, object]:
        """Give what aiokafka's clients take, beside the addresses."""
        if not self.is_secured:
            return {}
        return {
            "security_protocol": self.kafka_security_protocol,
            "ssl_context": self.trust(),
            "sasl_mechanism": self.kafka_sasl_mechanism,
            "sasl_plain_username": self.kafka_username,
            "sasl_plain_password": self.password,
        }


def reached_at(servers: str) -> dict[str, object]:
    """Give the arguments with which a client reaches these servers.

    They are read for each client: one that connects again after its password was changed has the
    new one, without a restart.
    """
    return {"bootstrap_servers": servers, **KafkaAccess().arguments()}
