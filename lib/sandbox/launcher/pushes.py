"""Lets the sandbox's git repository say what CodeCommit would say.

AWS lets nobody but its own services put events whose source begins with `aws.`, and the emulator is as strict. It has no
CodeCommit, so the hook of the sandbox's repository puts its event. It signs with the account's set-up key, which no function
and no role has.
"""

from corrected import private, replace

EVENTS = "ministack.services.eventbridge"
SOURCE = "aws.codecommit"


def admit():
    """Admits events of CodeCommit from the account's set-up key."""
    replace(EVENTS, "handle_request", _with_pushes)


def _with_pushes(handle):
    from ministack.core.router import extract_access_key_id

    put, ensure_default_bus = private(EVENTS, "_put_events"), private(EVENTS, "_ensure_default_bus")

    async def answer(method, path, headers, body, query_params):
        key = extract_access_key_id(headers, query_params) or ""
        if headers.get("x-amz-target", "").endswith(".PutEvents") and _is_set_up_key(key):
            entries = _entries(body)
            if entries and all(entry.get("Source") == SOURCE for entry in entries):
                ensure_default_bus()
                return put({"Entries": entries}, allow_aws_source=True)
        return await handle(method, path, headers, body, query_params)

    return answer


def _is_set_up_key(key):
    return len(key) == 12 and key.isdigit()


def _entries(body):
    import json

    try:
        entries = json.loads(body or b"{}").get("Entries")
    except (ValueError, AttributeError):
        return []
    return entries if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries) else []
