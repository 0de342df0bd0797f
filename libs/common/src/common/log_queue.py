"""Log lines on their way to stdout: a bounded queue that never makes the caller wait.

While nobody reads stdout, lines are dropped and counted. A write to a full pipe blocks, so a thread
of its own does it, on the file descriptor: a thread that is blocked inside `sys.stdout` would hold
its lock, and end the interpreter with a fatal error.
"""

import logging
import os
import sys
from contextlib import suppress
from logging.handlers import QueueHandler, QueueListener
from queue import Full, Queue

from common import metrics

CAPACITY = 5_000
FLUSH_SECONDS = 2.0


class LogQueue(QueueHandler):
    """Puts formatted lines into the queue; drops them while it is full."""

    queue: "Queue[logging.LogRecord]"

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__(Queue(CAPACITY))
        self.setFormatter(formatter)
        self._lost = 0
        Writer(self.queue).start()

    def enqueue(self, record: logging.LogRecord) -> None:
        """Queue a line; after a loss, say once how many lines were lost when there is room."""
        try:
            self.queue.put_nowait(record)
        except Full:
            self._lost += 1
            metrics.LOG_LINES_LOST.inc()
            return
        if self._lost and self.queue.qsize() <= CAPACITY // 2:
            lost, self._lost = self._lost, 0
            logging.getLogger(__name__).warning("%d log lines were lost", lost)

    def flush(self) -> None:
        """Wait until all lines are written, for at most two seconds; `logging` asks at exit."""
        with self.queue.all_tasks_done:
            self.queue.all_tasks_done.wait_for(
                lambda: not self.queue.unfinished_tasks, FLUSH_SECONDS
            )


class Writer(QueueListener):
    """The thread that writes lines to stdout, each as a whole; a closed pipe takes none."""

    def __init__(self, queue: "Queue[logging.LogRecord]") -> None:
        super().__init__(queue)
        self._descriptor = sys.stdout.fileno()

    def handle(self, record: logging.LogRecord) -> None:
        """Write one line, however long that takes."""
        line = f"{record.getMessage()}\n".encode(errors="backslashreplace")
        with suppress(OSError):
            while line:
                line = line[os.write(self._descriptor, line) :]
