"""Owns small valid values of the resolved model for tests, which replace the fields that matter to them.

`workload("worker")._replace(replicas=3)` is a Deployment `checkout-worker` of three; mypy knows the fields.
"""

from collections.abc import Mapping

from kgen import names
from kgen.model import (
    Autoscaling,
    Claim,
    Container,
    DisruptionBudget,
    Namespace,
    Pod,
    Port,
    ResolvedProject,
    Schedule,
    Service,
    ServiceAccount,
    ServicePort,
    Text,
    Workload,
)

PROJECT = "checkout"
ENVIRONMENT = "production"
NAMESPACE = "checkout-production"
IMAGE = "registry.example.com/checkout:1.4.2"
ANNOTATIONS: Text = (("kgen.dev/language", "v1"),)
HTTP = Port(name="http", number=8080, protocol="TCP", app_protocol="http", service=8080, host=None)


def labels(component: str | None = None) -> Text:
    """The labels of an object of the project, or of one of its workloads."""
    derived: Mapping[str, str] = {
        names.NAME: PROJECT,
        names.INSTANCE: f"{PROJECT}-{ENVIRONMENT}",
        names.PART_OF: PROJECT,
        names.MANAGED_BY: "kgen",
        names.ENVIRONMENT: ENVIRONMENT,
        names.OWNER: "payments",
    }
    return names.text({**derived, names.COMPONENT: component} if component else derived)


def container(name: str = PROJECT) -> Container:
    """A container of the project's image with port `http` and the least resources."""
    return Container(
        name=name,
        image=IMAGE,
        pull_policy=None,
        command=None,
        args=None,
        working_dir=None,
        ports=(HTTP,),
        env_from=(),
        env=(),
        requests=(("cpu", "250m"), ("memory", "512Mi")),
        limits=(("memory", "512Mi"),),
        mounts=(),
        readiness=None,
        liveness=None,
        startup=None,
        lifecycle=None,
        security_context={},
        stdin=None,
        tty=None,
        termination_message_path=None,
        native=False,
    )


def pod(component: str = names.MAIN) -> Pod:
    """The pod template of a workload with one container."""
    return Pod(
        labels=labels(component),
        annotations=(),
        service_account=PROJECT,
        automount_token=False,
        init_containers=(),
        containers=(container(names.workload_name(PROJECT, component)),),
        volumes=(),
        security_context={},
        image_pull_secrets=(),
        restart_policy=None,
        grace_period=30,
        enable_service_links=False,
        topology_spread=(),
        settings={},
    )


def workload(component: str = names.MAIN) -> Workload:
    """A Deployment of one pod with nothing around it."""
    name = names.workload_name(PROJECT, component)
    return Workload(
        name=name,
        component=component,
        kind="Deployment",
        labels=labels(component),
        annotations=ANNOTATIONS,
        version="1.4.2",
        selector=names.text(names.selector(PROJECT, component)),
        replicas=1,
        settings={},
        pod=pod(component),
        main_container=name,
        files=None,
        claims=(),
        governing_service=None,
        schedule=None,
        autoscaling=None,
        disruption_budget=None,
        services=(),
        metrics=None,
        network=None,
    )


def claim(name: str = "data") -> Claim:
    """Ten gibibytes for one node at a time."""
    return Claim(name=name, size="10Gi", storage_class=None, access_modes=("ReadWriteOnce",))


def service(name: str = PROJECT) -> Service:
    """A ClusterIP Service of port `http`."""
    return Service(
        name=name,
        annotations=(),
        type="ClusterIP",
        headless=False,
        publish_not_ready=False,
        ports=(ServicePort(name="http", port=80, target="http", protocol="TCP", app_protocol="http", node_port=None),),
        selects=True,
        settings={},
    )


def autoscaling() -> Autoscaling:
    """Two to ten pods at 70 percent of the main container's CPU request."""
    return Autoscaling(
        min_replicas=2,
        max_replicas=10,
        metrics=(
            {
                "type": "ContainerResource",
                "containerResource": {
                    "name": "cpu",
                    "container": PROJECT,
                    "target": {"type": "Utilization", "averageUtilization": 70},
                },
            },
        ),
        behavior={},
        triggers=(),
        polling_interval=None,
        cooldown_period=None,
    )


def disruption_budget() -> DisruptionBudget:
    """One pod at a time."""
    return DisruptionBudget(min_available=None, max_unavailable=1, unhealthy_pod_eviction_policy="AlwaysAllow")


def schedule() -> Schedule:
    """Every night at three."""
    return Schedule(
        cron="0 3 * * *",
        time_zone="Etc/UTC",
        concurrency_policy="Forbid",
        starting_deadline=300,
        suspend=None,
        successful_history=None,
        failed_history=None,
        period=86400,
    )


def service_account(name: str = PROJECT) -> ServiceAccount:
    """An account without rights."""
    return ServiceAccount(
        name=name,
        component=names.MAIN,
        create=True,
        labels=labels(names.MAIN),
        annotations=ANNOTATIONS,
        rules=(),
        cluster_rules=(),
    )


def project(*workloads: Workload) -> ResolvedProject:
    """The production environment of a project that creates its namespace and has these workloads and nothing else."""
    return ResolvedProject(
        name=PROJECT,
        environment=ENVIRONMENT,
        stage="production",
        kubernetes=(1, 33),
        labels=labels(),
        annotations=ANNOTATIONS,
        namespace=Namespace(name=NAMESPACE, create=True, labels=labels(), annotations=ANNOTATIONS),
        service_accounts=(),
        workloads=workloads,
        routes=(),
        ingresses=(),
        grants=(),
        monitoring=None,
        external_secrets=(),
        extra_objects=(),
        patches=(),
    )
