"""What a process says of itself at /metrics.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""


def total(page: bytes | None, name: str, label: str = "") -> float:
    """Add up a metric's samples, of those only that have a label such as `group="tiktok"`."""
    samples = (line for line in (page or b"").decode().splitlines() if line.startswith(f"{name}{{"))
    return sum(float(sample.rpartition(" ")[2]) for sample in samples if label in sample)
