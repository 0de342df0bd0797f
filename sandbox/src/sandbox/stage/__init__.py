"""What the simulator of any platform needs: clock, journal, faults, secrets, control API."""
