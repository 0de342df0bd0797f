"""The display API: users, their videos and counters."""
