"""Start, watch, hurt and stop the native stack; `stack.py --help` says how."""

import sys

from postlog_stack.cli import main

if __name__ == "__main__":
    sys.exit(main())
