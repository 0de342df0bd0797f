"""Run Postlog in containers where a Docker engine answers, natively elsewhere; see `--help`."""

import sys

from postlog_stack.run import main

if __name__ == "__main__":
    sys.exit(main())
