"""Shortens three pauses of the emulator that AWS does not make.

The emulator sleeps 150 ms before an execution of a state machine begins. And after each call of a function it looks for 5 ms
whether another line follows the one that the function logged: ours log one line.

Executions, calls of functions, and requests to ECS and RDS run in threads of their own. A thread that is ready to go on waits
for the one that runs, which Python asks to make room only after 5 ms (Python library reference, sys.setswitchinterval).
"""

import sys
from types import SimpleNamespace

from corrected import private, replace

BEFORE_AN_EXECUTION_S = 0.15
AFTER_A_LINE_S = 0.001
BETWEEN_THREADS_S = 0.0005


def shorten():
    """Shortens all three."""
    sys.setswitchinterval(BETWEEN_THREADS_S)
    replace("ministack.services.stepfunctions", "time", _at_once)
    worker = private("ministack.core.lambda_runtime", "Worker")
    worker._drain_stderr_bounded = _logged(worker._drain_stderr_bounded)


def _at_once(original):
    """The module `time`, whose sleep does not wait for the time that precedes an execution."""

    def sleep(seconds):
        if seconds != BEFORE_AN_EXECUTION_S:
            original.sleep(seconds)

    return SimpleNamespace(**{**vars(original), "sleep": sleep})


def _logged(original):
    def drain(self, first_line_wait=0.05, idle_confirm=AFTER_A_LINE_S, hard_cap=0.25):
        return original(self, first_line_wait, idle_confirm, hard_cap)

    return drain
