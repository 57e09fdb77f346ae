"""Owns how a new version gets its traffic step by step, measured against an objective."""

from typing import Annotated, Literal

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import Count, Name, PositiveCount, RouteDuration, Weight


class RolloutStep(Record, total=False):
    """A share of the traffic, and how long the new version keeps it."""

    weight: Annotated[
        Weight, Field(description="Share of the requests that the new version gets, in percent. Required.")
    ]
    pause: Annotated[
        RouteDuration,
        Field(description="How long it keeps that share. Default: until somebody promotes it.", examples=["10m"]),
    ]


class RolloutAnalysis(Record, total=False):
    """What a new version must prove while its share grows; one that fails loses all traffic."""

    slo: Annotated[
        Name,
        Field(
            description="Objective under `slo` that it is held to. One that counts with `total` is measured over all "
            "pods, any other over the new ones alone. Required."
        ),
    ]
    burnRate: Annotated[
        PositiveCount,
        Field(
            description="How many times the error budget of the objective it may burn, over five minutes. Default: 1."
        ),
    ]
    interval: Annotated[RouteDuration, Field(description="Time between two measurements. Default: `1m`.")]
    failureLimit: Annotated[Count, Field(description="Measurements that may fail before it is taken back. Default: 2.")]


class Rollout(Record, total=False):
    """How a new version takes over from the old one behind the project's routes.

    Without an analysis, only the steps and people decide.
    """

    provider: Annotated[
        Literal["argo-rollouts"],
        Field(
            description="Controller that moves the traffic; the cluster needs it and its plugin for Gateway API. "
            "Default: `argo-rollouts`."
        ),
    ]
    steps: Annotated[
        list[RolloutStep],
        Field(
            min_length=1,
            description="Shares of the traffic, each larger than the one before; after the last the new version gets "
            "all. Required.",
            examples=[[{"weight": 5, "pause": "10m"}, {"weight": 50, "pause": "10m"}]],
        ),
    ]
    analysis: Annotated[
        RolloutAnalysis, Field(description="Objective that decides whether it goes on or back. Default: none.")
    ]
