"""Finds the lines of a filter pattern as CloudWatch Logs does.

The emulator takes the question mark of an alternative for a wildcard, and the words of a phrase for single terms: a pattern
with alternatives finds nothing. Source: CloudWatch Logs user guide, "Filter pattern syntax for unstructured log events".
"""

import re

from corrected import replace

TERM = re.compile(r'([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))')


def read():
    """Reads patterns of terms as AWS does; other patterns stay the emulator's."""
    replace(
        "ministack.services.cloudwatch_logs",
        "_compile_filter_pattern",
        lambda compile_own: lambda raw: (
            _of_terms(raw) if raw and not raw.lstrip().startswith(("{", "[", "%")) else compile_own(raw)
        ),
    )


def _of_terms(raw):
    terms = [(sign, phrase or word) for sign, phrase, word in TERM.findall(raw)]
    wanted = [text for sign, text in terms if sign == ""]
    either = [text for sign, text in terms if sign == "?"]
    unwanted = [text for sign, text in terms if sign == "-"]

    def matches(message):
        if any(text in message for text in unwanted):
            return False
        # AWS ignores alternatives beside a term that has to be there.
        if wanted or not either:
            return all(text in message for text in wanted)
        return any(text in message for text in either)

    return matches
