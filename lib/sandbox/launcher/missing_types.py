"""Adds what templates that are right for AWS have and the emulator's CloudFormation cannot make, or makes under another id.

The control plane's own query and alarm are for people who look into the account: no run depends on them.
"""

from corrected import private, replace

PROVISIONERS = "ministack.services.cloudformation.provisioners"


def add():
    """Adds every missing type and property."""
    handlers = private(PROVISIONERS, "_RESOURCE_HANDLERS")
    handlers.setdefault(
        "AWS::Logs::QueryDefinition",
        {"create": _query_created, "update": _query_updated, "delete": lambda physical_id, props: None},
    )
    replace(PROVISIONERS, "_cw_metric_alarm_record", _with_first_metric)
    handlers["AWS::IAM::InstanceProfile"] = _by_name(handlers["AWS::IAM::InstanceProfile"])


def _query_created(logical_id, props, stack_name):
    """A saved query stands in the console only, and the emulator has none."""
    physical_id = f"{stack_name}-{logical_id}"
    return physical_id, {"QueryDefinitionId": physical_id}


def _query_updated(physical_id, old_props, new_props, stack_name):
    return physical_id, {"QueryDefinitionId": physical_id}


def _with_first_metric(original):
    """An alarm on an expression watches the expression's first metric: the emulator calculates none."""

    def record(name, props):
        metrics = [one["MetricStat"] for one in props.get("Metrics") or [] if "MetricStat" in one]
        if not metrics:
            return original(name, props)
        first = metrics[0]
        rest = {key: value for key, value in props.items() if key != "Metrics"}
        return original(name, {**rest, **first["Metric"], "Period": first["Period"], "Statistic": first["Stat"]})

    return record


def _by_name(of_arn):
    """A handler of a type whose physical id is the resource's name, made of one whose physical id is the ARN."""

    def named(made):
        arn, attributes = made
        return arn.rsplit("/", 1)[-1], attributes

    def arn_of(name):
        profile = private("ministack.services.iam", "_instance_profiles").get(name)
        return profile["Arn"] if profile else name

    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        return named(of_arn["update"](arn_of(physical_id), old_props, new_props, stack_name, logical_id))

    return {
        **of_arn,
        "create": lambda *of_resource: named(of_arn["create"](*of_resource)),
        "update": update,
        "delete": lambda physical_id, props: of_arn["delete"](arn_of(physical_id), props),
    }
