"""`webhook-ingest`: serve the webhook endpoint. Settings come from the environment."""

import argparse

from common.process import run_process
from webhook_ingest.app import SERVICE, serve
from webhook_ingest.settings import Settings


def main() -> None:
    """Read the settings and serve until a signal."""
    argparse.ArgumentParser(prog=SERVICE, description=__doc__).parse_args()
    run_process(SERVICE, serve, Settings())


if __name__ == "__main__":
    main()
