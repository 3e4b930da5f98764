"""Parses the condition of a request to DynamoDB once, and not again for each item that it is asked about.

A query for the entries of a run takes the emulator several milliseconds otherwise, nearly all of it for parsing. What is parsed
depends on the condition's text alone.
"""

from functools import lru_cache

from corrected import replace

MOST = 1_024


def parse_once():
    """Remembers what each text parses to."""
    replace("ministack.services.dynamodb", "_tokenize", _tokens)
    replace("ministack.services.dynamodb", "_condition_syntax_error", lru_cache(maxsize=MOST))


def _tokens(original):
    """The parts of a text, in a list of the caller's own."""
    of_text = lru_cache(maxsize=MOST)(lambda text: tuple(original(text)))

    def tokens(text):
        return list(of_text(text))

    return tokens
