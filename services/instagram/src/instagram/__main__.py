"""`instagram api|worker|scheduler|migrate|resume|keys|rotate|give-up`."""

from accounts.command_line import ServiceCommand
from instagram.sealed_columns import SCHEMA, SEALED
from instagram.settings import InstagramServiceSettings


def main() -> None:
    """Run one process of the service, or one of its tools."""
    ServiceCommand(SCHEMA, "posts, media and comments", InstagramServiceSettings, SEALED).run()


if __name__ == "__main__":
    main()
