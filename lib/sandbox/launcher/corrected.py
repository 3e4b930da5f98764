"""Takes hold of what the launcher corrects in the emulator.

The corrections work on private names of one version of the emulator, and stop the start when that version moves or a name is
missing.
"""

import sys
from importlib import import_module
from importlib.metadata import version

EMULATOR = "1.5.33"


def check_version():
    """Stops the start of another version than the one that is corrected."""
    found = version("ministack")
    if found != EMULATOR:
        sys.exit(
            f"interlock: the emulator is version {found}, but {EMULATOR} is corrected: "
            "compare lib/sandbox/launcher with the new version, then change EMULATOR in corrected.py there"
        )


def private(module_name, name):
    """The private `name` of the emulator's module."""
    found = getattr(import_module(module_name), name, None)
    if found is None:
        sys.exit(
            f"interlock: the emulator's {module_name} has no {name}: compare lib/sandbox/launcher with the new version"
        )
    return found


def replace(module_name, name, make):
    """Puts what `make` makes of the private `name` in its place."""
    setattr(import_module(module_name), name, make(private(module_name, name)))
