"""Lets these tests import the generator and the stack, which are scripts and not installed."""

import sys
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(DEPLOY / "k8s"), str(DEPLOY / "local")]
