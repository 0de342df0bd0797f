"""What processes hold and use, as the kernel counts it."""

from pathlib import Path

TICKS_A_SECOND = 100


class Meter:
    """What a process holds, and the most it has held since `forget_peak`."""

    def __init__(self, pid: int) -> None:
        self._process = Path("/proc", str(pid))

    def forget_peak(self) -> None:
        """Let the peak begin anew: https://www.kernel.org/doc/html/latest/filesystems/proc.html"""
        (self._process / "clear_refs").write_text("5")

    def resident(self) -> int:
        """Give the bytes that are held now."""
        return self._field("VmRSS")

    def peak(self) -> int:
        """Give the most that was held."""
        return self._field("VmHWM")

    def cpu_seconds(self) -> float:
        """Give the processor time, of user and system."""
        fields = (self._process / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND

    def _field(self, name: str) -> int:
        lines = (self._process / "status").read_text().splitlines()
        line = next(line for line in lines if line.startswith(f"{name}:"))
        return int(line.split()[1]) * 1024
