"""Writes down how long each request took, for whoever looks for what takes the time (test/assurance/profile).

Only if INTERLOCK_REQUEST_TIMES names a file. Each line is a JSON object: the action, how long it took, and the
processor's time of the one thread that answers requests, both in milliseconds.
"""

import json
import os
import time

from corrected import replace


def note():
    """Notes every request, if somebody asked for it."""
    path = os.environ.pop("INTERLOCK_REQUEST_TIMES", "")
    if path:
        replace("ministack.app", "_dispatch_service_request", lambda original: _timed(original, path))


def _timed(original, path):
    from ministack.app import _routing_params
    from ministack.core.iam_actions import extract_iam_action
    from ministack.core.router import detect_service

    lines = open(path, "a", buffering=1)

    async def dispatch(method, target, headers, body, query_params, request_id):
        began, worked = time.perf_counter(), time.thread_time()
        answer = await original(method, target, headers, body, query_params, request_id)
        ms, processor_ms = (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000
        parameters = _routing_params(method, target, headers, body, query_params)
        service = detect_service(method, target, headers, parameters)
        action = extract_iam_action(service, method, target, headers, body, parameters) or service
        print(json.dumps({"action": action, "ms": ms, "processorMs": processor_ms}), file=lines)
        return answer

    return dispatch
