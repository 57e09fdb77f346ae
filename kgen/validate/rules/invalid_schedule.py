"""Finds schedules and time zones of CronJobs that Kubernetes refuses."""

from collections.abc import Iterator
from zoneinfo import available_timezones

from kgen.diagnostics import escape, suggest
from kgen.resolve.cron import CronError, longest_gap
from kgen.validate.field import text
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG556",
    name="invalid-schedule",
    severity=ERROR,
    summary="The schedule or time zone of a CronJob is none.",
    explanation="A schedule has five fields: minute, hour, day of month, month, day of week. The time zone is a name "
    "such as `Europe/Berlin` in a field of its own.",
    help="write five fields, such as `0 3 * * *`",
    good='schedule: "0 3 * * *"',
    bad='schedule: "0 25 * * *"',
    mend="schedule",
)


def check(objects: Objects) -> Iterator[Finding]:
    for job in objects.of("CronJob"):
        schedule, zone = text(job, "spec", "schedule"), text(job, "spec", "timeZone")
        if schedule is not None:
            try:
                longest_gap(schedule)
            except CronError as error:
                yield Finding(job, ("spec", "schedule"), escape(str(error)))
        if zone is not None and zone not in available_timezones():
            help_text = suggest(zone, available_timezones(), "time zones")
            yield Finding(job, ("spec", "timeZone"), f"unknown time zone `{escape(zone)}`", help_text)
