"""Writes windows.json: what python-dateutil and zoneinfo, an implementation of RFC 5545 that shares nothing with ours, say
of windows in five zones. Run it with dateutil 2.9: python3 with-dateutil.py > windows.json"""
import json
import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland"]
RULES = [
    ("2026-01-02T18:00", "P2DT12H", "FREQ=WEEKLY;BYDAY=FR"),
    ("2026-01-01T22:30", "PT9H", "FREQ=DAILY"),
    ("2026-01-31T00:00", "P1D", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ("2026-03-24T06:00", "P7D", "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1"),
    ("2025-12-20T00:00", "P2W", "FREQ=YEARLY"),
    ("2026-01-05T02:30", "PT1H30M", "FREQ=DAILY;INTERVAL=2;UNTIL=20271001T000000Z"),
    ("2026-02-01T08:00", "PT36H", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH;COUNT=40"),
    ("2026-09-25T12:00", "P3DT1H15M", None),
    ("2024-02-29T23:00", "PT5H", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
    ("2026-01-01T01:15", "P1DT2H", "FREQ=MONTHLY;BYDAY=2SU"),
]
# Around the days on which clocks change, and others.
MOMENTS = [
    "2026-01-03T12:00", "2026-03-08T06:45", "2026-03-29T00:45", "2026-04-04T15:10", "2026-06-30T18:00",
    "2026-10-03T15:40", "2026-10-25T01:20", "2026-11-01T05:50", "2026-12-25T10:00", "2028-02-29T20:00",
]
UTC = timezone.utc


def exists(wall, zone):
    back = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return back == wall


def occurrences(start, lasts, rule, zone):
    wall = datetime.fromisoformat(start)
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if rule is None:
        walls = [wall]
    else:
        until = re.search(r"UNTIL=(\d+T\d+Z)", rule)
        limit = datetime.strptime(until.group(1), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if until else None
        walls = []
        for one in rrulestr(re.sub(r";UNTIL=\w+", "", rule), dtstart=wall):
            if one.year > 2032 or (limit and one.replace(tzinfo=zone).astimezone(UTC) > limit):
                break
            walls.append(one)
    weeks, days, hours, minutes = [
        int(found.group(1)) if (found := re.search(r"(\d+)" + unit, lasts)) else 0 for unit in "WDHM"
    ]
    for one in walls:
        if not exists(one, zone):
            continue
        begins = one.replace(tzinfo=zone).astimezone(UTC)
        ends = (one + timedelta(weeks=weeks, days=days)).replace(tzinfo=zone).astimezone(UTC)
        yield begins, ends + timedelta(hours=hours, minutes=minutes)


def text(moment):
    return moment and moment.strftime("%Y-%m-%dT%H:%MZ")


cases = []
for zone in ZONES:
    for start, lasts, rule in RULES:
        every = list(occurrences(start, lasts, rule, ZoneInfo(zone)))
        for moment in MOMENTS:
            at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
            inside = next((one for one in every if one[0] <= at < one[1]), None)
            after = next((one[0] for one in every if one[0] > at), None)
            cases.append([zone, start, lasts, rule, text(at), text(inside and inside[0]), text(inside and inside[1]), text(after)])
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
