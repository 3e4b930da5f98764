"""Corrects what the emulator's IAM does otherwise than AWS's, and adds checks that it lacks.

Policies stay right for AWS: what the emulator gets wrong is mended here, and nowhere else.
"""

import contextvars
import json
from functools import lru_cache
from urllib.parse import parse_qsl

from corrected import check_version, replace

# CloudFormation's operations that act under the role that they are given.
UNDER_A_ROLE = (
    "CreateStack",
    "UpdateStack",
    "CreateChangeSet",
    "DeleteStack",
    "RollbackStack",
    "ContinueUpdateRollback",
)


def enforce():
    """Applies every correction."""
    check_version()
    replace("ministack.core.iam_evaluator", "_resolve_condition_key", _condition_keys)
    replace("ministack.core.iam_actions", "extract_resource_arn", _resources)
    replace("ministack.core.iam_evaluator", "parse_policy_document", _parsed_once)
    replace("ministack.core.iam_evaluator", "_action_matches", _matched_once)
    replace("ministack.core.sigv4", "build_canonical_headers", _signed_headers)
    replace("ministack.services.stepfunctions", "_execute_task", _tasks)
    replace("ministack.services.stepfunctions", "_invoke_with_callback", _callbacks)
    replace("ministack.services.cloudformation", "handle_request", _stacks)


def _signed_headers(original):
    """AWS: a request over HTTP/2, such as Kinesis' client makes, signs `:authority`. A server hands that on as `host`."""

    def build(headers, signed):
        return original({**headers, ":authority": headers.get("host", "")}, signed)

    return build


def _parsed_once(original):
    """The statements of a document. Its text cannot change, and whoever reads statements changes none."""
    of_text = lru_cache(maxsize=1_024)(original)

    def parse(doc):
        return of_text(doc) if isinstance(doc, str) else original(doc)

    return parse


def _matched_once(original):
    """Whether an action is one of a list. ReadOnlyAccess has thousands, and each request asks about it twice."""
    of_names = lru_cache(maxsize=16_384)(original)

    def matches(action, actions, not_actions):
        return of_names(action, tuple(actions or ()), tuple(not_actions or ()))

    return matches


def _condition_keys(original):
    """AWS: aws:PrincipalArn of a session is its role's ARN. And loopback counts as a secure transport: nothing leaves it.

    A metric counts as one of Interlock's namespace, the only one that a role of ours may write to.
    """

    def resolve(key, context):
        name = key.lower()
        if name == "aws:securetransport":
            return "true"
        if name == "aws:principalarn" and context.principal_type == "AssumedRole":
            return _role_of(context.principal_arn)
        if name == "cloudwatch:namespace":
            # The emulator cannot read the body of PutMetricData, which is CBOR, before it asks.
            return original(key, context) or "Interlock"
        return original(key, context)

    return resolve


def _role_of(session_arn):
    """arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION belongs to the role NAME of the account."""
    from ministack.services import iam

    _, partition, _, _, account, resource = session_arn.split(":", 5)
    name = resource.split("/")[1]
    role = iam._roles.get_scoped(account, None, name) or {}
    return role.get("Arn") or f"arn:{partition}:iam::{account}:role/{name}"


# AWS: states:SendTask* is authorised on the machine that waits with the token.
_machine = contextvars.ContextVar("interlock_machine", default="*")
_machine_of_token = {}


def _tasks(original):
    def execute(state_def, raw_input, execution, ctx):
        _machine.set((execution or {}).get("stateMachineArn", "*"))
        return original(state_def, raw_input, execution, ctx)

    return execute


def _callbacks(original):
    def invoke(resource, input_data, token, state_def):
        _machine_of_token[token] = _machine.get()
        try:
            return original(resource, input_data, token, state_def)
        finally:
            _machine_of_token.pop(token, None)

    return invoke


def _resources(original):
    def extract(service, method, path, headers, body, query_params, region, account_id):
        if service == "states" and b"taskToken" in (body or b""):
            try:
                token = json.loads(body).get("taskToken", "")
            except (ValueError, AttributeError):
                token = ""
            # A token that waits nowhere belongs to no machine of the caller's.
            return _machine_of_token.get(token, "*")
        return original(service, method, path, headers, body, query_params, region, account_id)

    return extract


def _stacks(original):
    """AWS: whoever gives CloudFormation a role passes it (iam:PassRole), and the role has to exist and to trust it."""

    async def handle(method, path, headers, body, query_params):
        parameters = {name: values[0] if isinstance(values, list) else values for name, values in query_params.items()}
        parameters.update(parse_qsl((body or b"").decode("utf-8", "replace")))
        refusal = _refusal(headers, query_params, parameters)
        if refusal is not None:
            return refusal
        return await original(method, path, headers, body, query_params)

    return handle


def _refusal(headers, query_params, parameters):
    from ministack.core.iam_actions import access_denied_response
    from ministack.core.iam_evaluator import enforce as allowed
    from ministack.core.responses import get_account_id, get_region
    from ministack.core.router import extract_access_key_id
    from ministack.services.cloudformation.helpers import _error

    role_arn = parameters.get("RoleARN")
    if parameters.get("Action") not in UNDER_A_ROLE or not role_arn:
        return None
    access_key = extract_access_key_id(headers, query_params)
    denied = allowed(access_key, "iam:PassRole", "iam", get_region(), resource_arn=role_arn)
    if denied is not None:
        caller = getattr(denied, "principal_arn", "")
        return access_denied_response(
            "cloudformation", "iam:PassRole", caller, "", resource_arn=role_arn, headers=headers
        )
    if not _is_for_cloudformation(role_arn, get_account_id()):
        return _error("ValidationError", f"Role {role_arn} is invalid or cannot be assumed")
    return None


def _is_for_cloudformation(role_arn, account):
    from ministack.services import iam

    role = iam._roles.get_scoped(account, None, role_arn.rsplit("/", 1)[-1])
    if role is None or role.get("Arn") != role_arn:
        return False
    return "cloudformation.amazonaws.com" in json.dumps(role.get("AssumeRolePolicyDocument", ""))
