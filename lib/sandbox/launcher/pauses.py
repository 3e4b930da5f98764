"""Shortens what only the emulator takes time for.

The emulator sleeps 150 ms before an execution of a state machine begins. And after each call of a function it looks for 5 ms
whether another line follows the one that the function logged: ours log one line.

The first request to a service that the emulator lacks makes it read the models of all services, to see whether AWS has the
service: some 3.5 s.
"""

from functools import lru_cache
from types import SimpleNamespace

from corrected import private, replace

BEFORE_AN_EXECUTION_S = 0.15
AFTER_A_LINE_S = 0.001


def shorten():
    """Shortens all of it."""
    replace("ministack.services.stepfunctions", "time", _at_once)
    worker = private("ministack.core.lambda_runtime", "Worker")
    worker._drain_stderr_bounded = _logged(worker._drain_stderr_bounded)
    replace("ministack.core.router", "_is_aws_service_name", _by_its_own_model)


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


def _by_its_own_model(original):
    """Whether AWS has a service of this name: its own model is asked before those of all services."""

    def is_name(scope):
        import botocore.session

        session = botocore.session.get_session()
        services = set(session.get_available_services())
        for service in {scope, scope.replace("-", "")} & services:
            metadata = session.get_service_model(service).metadata
            if scope in (service, metadata.get("endpointPrefix"), metadata.get("signingName")):
                return True
        return original(scope)

    return lru_cache(maxsize=None)(is_name)
