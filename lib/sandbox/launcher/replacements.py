"""Says in a change set what a change of a property replaces, as AWS does.

Of most types, the emulator calls each change a possible replacement. Then whatever refers to the resource would be replaced too.
AWS's own specification of the types, which the CDK carries, knows each property.
"""

import gzip
import json
import os
from functools import cache

from corrected import replace

SPECIFICATION = os.environ.pop("INTERLOCK_SERVICE_SPEC", "")
RECREATION = {"yes": "Always", "maybe": "Conditionally"}


def tell():
    """Asks the specification about each property that the emulator is not sure of."""
    replace("ministack.services.cloudformation.stacks", "_property_recreation", _as_specified)


def _as_specified(original):
    def recreation(resource_type, name):
        told = original(resource_type, name)
        if told != "Conditionally":
            return told
        properties = _specified().get(resource_type)
        return told if properties is None else properties.get(name, "Never")

    return recreation


@cache
def _specified():
    """By type, what the change of a property does, if it may replace the resource. Reading takes a third of a second."""
    with gzip.open(SPECIFICATION) as file:
        resources = json.load(file)["schema"]["resource"]["entities"]
    return {
        resource["cloudFormationType"]: {
            name: RECREATION[about["causesReplacement"]]
            for name, about in resource["properties"].items()
            if about.get("causesReplacement") in RECREATION
        }
        for resource in resources
    }
