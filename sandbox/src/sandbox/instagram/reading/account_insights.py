"""`GET /{account}/insights`: totals and series, each in a call of its own."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from sandbox.instagram.graph.access import account_for
from sandbox.instagram.graph.answers import invalid
from sandbox.instagram.graph.call import Call
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import INSIGHTS
from sandbox.instagram.reading.counters import count
from sandbox.instagram.reading.metrics import (
    ACCOUNT_METRICS,
    BREAKDOWN_VALUES,
    FEWEST_FOLLOWERS,
    OPTIONAL,
    TIMEFRAMES,
    Metric,
)
from sandbox.instagram.reading.times import read, written

DAY = 86_400
LONGEST_SPAN = 30 * DAY
DAY_ENDS = 7  # o'clock in UTC: midnight at Meta
Json = dict[str, object]


async def account_insights(call: Call, node_id: str) -> object:
    """The wanted metrics in the form that `metric_type` says."""
    account = account_for(call, node_id, INSIGHTS)
    known = _known(call)
    names = [name.strip() for name in call.need("metric").split(",") if name.strip()]
    for place, name in enumerate(names):
        if name not in known:
            listed = ", ".join(sorted(known))
            raise invalid(f"metric[{place}] must be one of the following values: {listed}")
        _check(call, account, name, known[name])
    since, until = _span(call)
    items = [_item(call, account, name, known[name], (since, until)) for name in names]
    return {"data": [one for one in items if one], "paging": _paging(call, since, until)}


def _known(call: Call) -> Mapping[str, Metric]:
    return {**ACCOUNT_METRICS, **(OPTIONAL if call.world.switches.optional_metrics else {})}


def _check(call: Call, account: Account, name: str, metric: Metric) -> None:
    kind, period, breakdown = call.get("metric_type"), call.need("period"), call.get("breakdown")
    if period not in metric.periods:
        raise invalid(f"({name}) is incompatible with the period {period}")
    if kind == "total_value" and not metric.has_total:
        raise invalid(f"({name}) is incompatible with the metric type (total_value)")
    if kind != "total_value" and not metric.has_series:
        raise invalid(
            f"The following metrics ({name}) should be specified with parameter "
            "metric_type=total_value"
        )
    if breakdown and breakdown not in metric.breakdowns:
        raise invalid(f"({name}) is incompatible with the breakdown ({breakdown})")
    if metric.is_demographic and (call.get("timeframe") not in TIMEFRAMES or not breakdown):
        raise invalid(f"({name}) needs a timeframe of {TIMEFRAMES} and a breakdown")
    if metric.needs_followers and account.followers < FEWEST_FOLLOWERS:
        raise invalid(
            f"({name}) metric is not supported for accounts with fewer than 100 followers"
        )


def _span(call: Call) -> tuple[float, float]:
    now = call.world.clock.now()
    until = read("until", call.get("until")) if call.get("until") else now
    since = read("since", call.get("since")) if call.get("since") else until - DAY
    if not 0 <= until - since <= LONGEST_SPAN:
        raise invalid("There cannot be more than 30 days (2592000 s) between since and until")
    return since, until


def _item(
    call: Call, account: Account, name: str, metric: Metric, span: tuple[float, float]
) -> Json | None:
    if metric.is_demographic and account.followers < FEWEST_FOLLOWERS:
        return None
    title, period = name.replace("_", " ").capitalize(), call.get("period")
    item: Json = {
        "name": name,
        "period": period,
        "title": title,
        "description": f"{title} of the account.",
        "id": f"{account.id}/insights/{name}/{period}",
    }
    seed = f"{call.world.switches.counter_seed}/{account.id}/{name}"
    if call.get("metric_type") == "total_value":
        return {**item, "total_value": _total(seed, call.get("breakdown"))}
    return {**item, "values": _series(seed, span)}


def _total(seed: str, breakdown: str) -> Json:
    value = count(seed, "total", 2000, 30 * DAY)
    if not breakdown:
        return {"value": value}
    kinds = BREAKDOWN_VALUES[breakdown]
    results = [{"dimension_values": [kind], "value": value // len(kinds)} for kind in kinds]
    return {
        "value": value,
        "breakdowns": [{"dimension_keys": [breakdown], "results": results}],
    }


def _series(seed: str, span: tuple[float, float]) -> list[Json]:
    """A value for each day that ends in the span."""
    since, until = span
    first = datetime.fromtimestamp(since, UTC).date()
    ends = datetime.combine(first, time(DAY_ENDS), UTC)
    values: list[Json] = []
    while (moment := ends.timestamp()) <= until:
        if moment > since:
            value = count(seed, str(int(moment)), 400, 30 * DAY)
            values.append({"value": value, "end_time": written(moment)})
        ends += timedelta(days=1)
    return values


def _paging(call: Call, since: float, until: float) -> Json:
    span, window = int(until - since), call.window()
    before = window.link(since=str(int(since) - span), until=str(int(since)))
    after = window.link(since=str(int(until)), until=str(int(until) + span))
    return {"previous": before, "next": after}
