"""Owns when a CronJob starts its Jobs."""

from typing import TYPE_CHECKING

from kgen.diagnostics import escape, suggest
from kgen.model import Kind, Schedule
from kgen.resolve.cron import CronError, longest_gap
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema

UTC = "Etc/UTC"
_STARTING_DEADLINE = 300


def resolve_schedule(fields: "schema.Workload", kind: Kind, *, canary: bool, site: Site) -> Schedule | None:
    """The schedule of a CronJob, None for any other kind.

    In a canary it is suspended unless it says otherwise: the same run on the same data twice is nobody's wish.
    """
    if kind != "CronJob" or "schedule" not in fields:
        return None
    cron = fields["schedule"]
    zone = fields.get("timeZone", UTC)
    try:
        period = longest_gap(cron)
    except CronError as error:
        help_text = "a cron line is minute, hour, day, month and weekday, such as `0 3 * * *`"
        site.at("schedule").report("KG433", f"`{escape(cron)}` is no cron line: {error}", help_text)
        period = 0
    _check_time_zone(zone, site.at("timeZone"))
    return Schedule(
        cron=cron,
        time_zone=zone,
        concurrency_policy=fields.get("concurrencyPolicy", "Forbid"),
        starting_deadline=None
        if site.is_off("startingDeadlineSeconds")
        else fields.get("startingDeadlineSeconds", _STARTING_DEADLINE),
        suspend=fields.get("suspend", True if canary else None),
        successful_history=fields.get("successfulJobsHistoryLimit"),
        failed_history=fields.get("failedJobsHistoryLimit"),
        period=period,
    )


def _check_time_zone(zone: str, site: Site) -> None:
    if zone == UTC:
        return
    from importlib.resources import files  # noqa: PLC0415 - only a cron job with a time zone of its own asks

    # The list of the package, not of the machine, so that the answer is the same everywhere.
    known = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    if zone not in known:
        site.report("KG434", f"there is no time zone `{escape(zone)}`", suggest(zone, known, "time zones"))
