"""Starts the emulator with what this sandbox adds to it."""

import os
import sys

# The digest of a deployment covers every file of lib, so none may appear here.
sys.dont_write_bytecode = True
import conditions  # noqa: E402
import iam_enforcement  # noqa: E402
import log_patterns  # noqa: E402
import missing_types  # noqa: E402
import own_requests  # noqa: E402
import pauses  # noqa: E402
import pushes  # noqa: E402
import replacements  # noqa: E402
import request_times  # noqa: E402

sys.dont_write_bytecode = False
import ministack.app as emulator  # noqa: E402

iam_enforcement.enforce()
conditions.parse_once()
log_patterns.read()
missing_types.add()
pauses.shorten()
pushes.admit()
replacements.tell()
request_times.note()
emulator.app = own_requests.guarded(emulator.app, int(os.environ["GATEWAY_PORT"]))
emulator.main()
