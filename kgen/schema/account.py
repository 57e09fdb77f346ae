"""Owns the identity of a workload towards the API server and the cloud."""

from typing import Annotated, Required

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import ObjectName, TextMap


class PolicyRule(Record, total=False):
    """What may be done with which resources, in Kubernetes' shape."""

    verbs: Required[
        Annotated[list[str], Field(min_length=1, description="What may be done.", examples=[["get", "list"]])]
    ]
    apiGroups: Annotated[list[str], Field(description='API groups of the resources; `""` is the core group.')]
    resources: Annotated[list[str], Field(description="Resources it may be done with.", examples=[["configmaps"]])]
    resourceNames: Annotated[list[str], Field(description="Names of single objects. Default: all.")]
    nonResourceURLs: Annotated[
        list[str], Field(description="Paths of the API server that are no resources; only in `clusterRules`.")
    ]


class ServiceAccount(Record, total=False):
    """The ServiceAccount that pods run as; the name of an existing one is its short form."""

    name: Annotated[
        ObjectName,
        Field(description="Name of the account. Default: the project's, or the workload's where it has its own."),
    ]
    create: Annotated[
        bool, Field(description="Whether kgen writes the account. Default: `true`; `false` for the short form.")
    ]
    annotations: Annotated[
        TextMap,
        Field(
            description="Annotations of the account, where clouds look for the role it stands for. May hold references "
            "such as `${environment}`.",
            examples=[{"iam.example.com/role": "payments-checkout"}],
        ),
    ]
    labels: Annotated[TextMap, Field(description="Further labels of the account.")]
    rules: Annotated[
        list[PolicyRule], Field(description="Rights in the namespace: a Role and its RoleBinding. Default: none.")
    ]
    clusterRules: Annotated[
        list[PolicyRule],
        Field(
            description="Rights in the whole cluster: a ClusterRole and its binding, `<namespace>:<name>`. Default: "
            "none."
        ),
    ]
