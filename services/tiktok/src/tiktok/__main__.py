"""`tiktok api|worker|scheduler|migrate|resume|keys|rotate|give-up`."""

from accounts.command_line import ServiceCommand
from tiktok.sealed_columns import SCHEMA, SEALED
from tiktok.settings import TikTokServiceSettings


def main() -> None:
    """Run one process of the service, or one of its tools."""
    ServiceCommand(SCHEMA, "uploads and status", TikTokServiceSettings, SEALED).run()


if __name__ == "__main__":
    main()
