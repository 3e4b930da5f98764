"""Adds what the control plane's template has and the emulator's CloudFormation cannot make.

The template stays right for AWS. Both are for people who look into the account: no run depends on them.
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
