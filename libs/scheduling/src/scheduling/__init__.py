"""Scheduled work: timers that run on one leader, and agents that carry commands out."""
