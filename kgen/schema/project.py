"""Owns the project file: what belongs to a project as a whole, and its environments."""

from typing import Annotated

from pydantic import Field

from kgen.schema.change import ExtraObject, Patch
from kgen.schema.observability import Alert, Dashboard, Slo
from kgen.schema.owner import Owner
from kgen.schema.progressive import Rollout
from kgen.schema.record import Record
from kgen.schema.route import Route
from kgen.schema.scalar import AlertName, ApiVersion, Identifier, Name
from kgen.schema.validation import Validation
from kgen.schema.workload import FurtherWorkload, Workload


class Namespace(Record, total=False):
    """The namespace of an environment; its name is the short form."""

    name: Annotated[
        str,
        Field(
            min_length=1,
            description="Name of the namespace. May hold references such as `${environment}`. Default: "
            "`<name>-<environment>`. `default` and `kube-*` are refused.",
        ),
    ]
    create: Annotated[
        bool,
        Field(
            description="Whether the project writes the namespace. Default: `true`. Of projects that share one, all "
            "but one say `false`."
        ),
    ]


class Overlay(Workload, total=False):
    """What one layer says of a project: the project itself, an environment, or a fragment of the org file."""

    owner: Annotated[
        Owner,
        Field(
            description="Who answers for the project; the team is the short form. It is written on objects and alerts. "
            "Required."
        ),
    ]
    description: Annotated[str, Field(description="What the project does, in one sentence, for catalogues.")]
    repository: Annotated[str, Field(min_length=1, description="Where the source code is, a URL as a rule.")]
    namespace: Annotated[
        Namespace,
        Field(description="Namespace of the environment; its name is the short form. Default: `<name>-<environment>`."),
    ]
    workloads: Annotated[
        dict[Name, FurtherWorkload],
        Field(
            description="Further workloads by name, each `<name>-<key>`. They inherit image, variables, files, "
            "resources and more from the main one."
        ),
    ]
    routes: Annotated[
        dict[Name, Route],
        Field(
            description="How requests from outside reach the project, by name; `host/path` is the short form. Default: "
            "none.",
            examples=[{"web": {"host": "shop.example.com", "path": "/checkout"}}],
        ),
    ]
    rollout: Annotated[
        Rollout,
        Field(
            description="How a new version of the main workload takes over the traffic of its routes step by step, "
            "in the place of `strategy`. Default: none, all at once. Deployments only."
        ),
    ]
    slo: Annotated[
        dict[Name, Slo],
        Field(
            description="Service level objectives by name. Each gives recording rules and alerts on how fast its error "
            "budget burns.",
            examples=[{"availability": {"objective": "99.9"}}],
        ),
    ]
    alerts: Annotated[
        dict[AlertName, Alert],
        Field(
            description="Alerts by CamelCase name, without the service before it: new ones, and changes to derived "
            "ones. `null` switches a derived alert off; `<workload>.<name>` is about one workload."
        ),
    ]
    dashboard: Annotated[
        Dashboard, Field(description="What is added to the derived Grafana dashboard; `null` writes none.")
    ]
    patches: Annotated[
        dict[Identifier, Patch],
        Field(description="Changes to the finished objects by name, for what the language cannot say. Applied last."),
    ]
    extraObjects: Annotated[
        dict[Identifier, ExtraObject],
        Field(
            description="Further Kubernetes objects by name, from a file or written out; checked, labelled and "
            "namespaced like all others. A path is the short form."
        ),
    ]
    validate: Annotated[
        Validation,
        Field(description="Findings of `kgen validate` that the project lives with for a time."),
    ]


class Environment(Overlay, total=False):
    """What is particular about one environment."""

    extends: Annotated[
        Name, Field(description="Environment of this project whose settings this one starts from. One level only.")
    ]
    traffic: Annotated[
        int,
        Field(
            ge=0,
            le=100,
            description="Makes it the canary of the environment it extends, with this share of its traffic in percent. "
            "Requests with `x-canary: always` reach it in any case.",
            examples=[5],
        ),
    ]
    skip: Annotated[
        bool,
        Field(description="Whether nothing is written for the environment and no check counts it. Default: `false`."),
    ]


class ProjectFile(Overlay, total=False):
    """A service in all its environments: `project.yml`."""

    apiVersion: Annotated[ApiVersion, Field(description="Version of the language, `kgen.dev/v1`. Required.")]
    name: Annotated[
        Name,
        Field(
            description="Name of the project and of its main workload, at most 40 characters. Required.",
            examples=["checkout"],
        ),
    ]
    tier: Annotated[
        Name, Field(description="Defaults of the org file to start from, one of its `tiers`.", examples=["critical"])
    ]
    use: Annotated[
        list[Name], Field(description="Components of the org file to build in, merged below this file in this order.")
    ]
    environments: Annotated[
        dict[Name, Environment],
        Field(
            description="Environments by name and what is particular about each. At least one is required; large ones "
            "may live in `environments/<name>.yml`."
        ),
    ]
