"""Owns the codes of the project and its workloads: what is missing, what does not fit together (KG40x to KG44x)."""

from kgen.codes.code import ORGANIZATION, Code, project, service

WORKLOADS: dict[str, Code] = {
    "KG401": Code(
        "missing-essential",
        "The project lacks something that no project can do without.",
        "Every project needs `apiVersion`, `name`, `owner`, at least one environment, and in each environment an "
        "`image`. Add what the message names; the environments may add what differs between them.",
        project(
            "apiVersion: kgen.dev/v1\n"
            "name: shop\n"
            "image: registry.example.com/shop:1.4.2\n"
            "resources: {cpu: 100m, memory: 128Mi}\n"
            "environments: {dev: {}}\n"
        ),
    ),
    "KG402": Code(
        "missing-requests",
        "The main container does not say how much CPU and memory it needs.",
        "The scheduler places pods by their requests, and without them one busy service starves its neighbours. kgen "
        "cannot guess them: write `resources` with what the container uses in ordinary times.",
        project(
            "apiVersion: kgen.dev/v1\n"
            "name: shop\n"
            "owner: payments\n"
            "image: registry.example.com/shop:1.4.2\n"
            "environments: {dev: {}}\n"
        ),
    ),
    "KG403": Code(
        "name-too-long",
        "A derived name is longer than Kubernetes allows.",
        "Names of objects are put together from those of the project, the workload and the environment, and Kubernetes "
        "adds to some of them: a CronJob takes 52 characters, most kinds take 63. Shorten one of the parts.",
        project(
            "apiVersion: kgen.dev/v1\n"
            "name: international-payment-settlement\n"
            "owner: payments\n"
            "image: registry.example.com/shop:1.4.2\n"
            "resources: {cpu: 100m, memory: 128Mi}\n"
            'workloads: {reconcile-all-of-yesterday: {schedule: "0 3 * * *"}}\n'
            "environments: {dev: {}}\n"
        ),
    ),
    "KG404": Code(
        "reserved-namespace",
        "The namespace is one of Kubernetes' own.",
        "`default` and the `kube-` namespaces hold what the cluster itself needs, and what a team writes there belongs "
        "to nobody. Choose a name of your own, or leave `namespace` out.",
        service("namespace: default\n"),
    ),
    "KG405": Code(
        "shared-namespace",
        "Two environments of the project have one namespace.",
        "Their objects have the same names, so one environment would overwrite the other. Give each a namespace of its "
        "own, as with `${environment}` in the name.",
        service("namespace: payments\n", "{dev: {}, production: {}}"),
    ),
    "KG406": Code(
        "invalid-namespace",
        "The namespace is no name that Kubernetes takes.",
        "A namespace is named with lower-case letters, digits and `-`, and begins and ends with a letter or digit. "
        "Mind what the references in it stand for.",
        service("namespace: Payments\n"),
    ),
    "KG411": Code(
        "duplicate-port-number",
        "Two ports have the same number.",
        "Two containers of a pod share its network, so only one of them can listen on a number; and a Service can lead "
        "a number to one port only. Change one of them: `containerPort` in the pod, `servicePort` in the Service.",
        service("ports: {http: 8080, admin: 8080}\n"),
    ),
    "KG412": Code(
        "unclear-port",
        "Something needs a port and does not say which.",
        "Where nothing is said, the main port is meant: the one named `http`, or the only one. Here there is none, or "
        "there are several. Write `port` with the name or number that is meant.",
        service("ports: {api: 8080, admin: 9090}\nhealth: /healthz\n"),
    ),
    "KG413": Code(
        "unknown-port",
        "A port is named that no container of the pod declares.",
        "Probes, metrics and Services lead to declared ports, by name or number. Correct the name, or declare the port "
        "in `ports`.",
        service("port: 8080\nmetrics: {port: metrics}\n"),
    ),
    "KG414": Code(
        "duplicate-port-name",
        "Two containers of one pod have a port of the same name.",
        "Services find a port by its name, and would reach one of the two by chance. Rename one of them.",
        service("port: 8080\nsidecars: {proxy: {image: registry.example.com/proxy:1.0, ports: {http: 9901}}}\n"),
    ),
    "KG415": Code(
        "service-without-ports",
        "A Service has no port.",
        "A Service without ports leads nowhere, and Kubernetes refuses it. Declare the port that the container listens "
        "on, or remove the Service.",
        service("service: {type: ClusterIP}\n"),
    ),
    "KG421": Code(
        "success-threshold",
        "A liveness or startup probe has a `successThreshold` other than 1.",
        "Only readiness can ask for several successes in a row; Kubernetes takes nothing but 1 for the others. Remove "
        "the field.",
        service("port: 8080\nprobes: {liveness: {path: /live, successThreshold: 2}}\n"),
    ),
    "KG422": Code(
        "request-above-limit",
        "A container requests more than its limit.",
        "A limit is the most that a container may use, so it cannot be promised more. Raise the limit or lower the "
        "request.",
        project(
            "apiVersion: kgen.dev/v1\n"
            "name: shop\n"
            "owner: payments\n"
            "image: registry.example.com/shop:1.4.2\n"
            "resources: {requests: {cpu: 100m, memory: 512Mi}, limits: {memory: 256Mi}}\n"
            "environments: {dev: {}}\n"
        ),
    ),
    "KG423": Code(
        "above-ceiling",
        "The project asks for more than the organisation allows.",
        "The org file sets ceilings under `limits`, so that no single project takes the whole cluster. Ask for less, "
        "or have the ceiling raised there.",
        {**service("replicas: 50\n"), ORGANIZATION: "apiVersion: kgen.dev/v1\nlimits: {replicas: {max: 20}}\n"},
    ),
    "KG424": Code(
        "moving-image",
        "The image has no tag, or the tag `latest`.",
        "Both mean another image tomorrow: nobody could tell what runs, and nothing could be rolled back. Outside of "
        "dev, write a tag that never moves or a digest, or give the tag of each build with `--image-tag`.",
        project(
            "apiVersion: kgen.dev/v1\n"
            "name: shop\n"
            "owner: payments\n"
            "image: registry.example.com/shop:latest\n"
            "resources: {cpu: 100m, memory: 128Mi}\n"
            "environments: {production: {}}\n"
        ),
    ),
    "KG425": Code(
        "impossible-bounds",
        "The bounds of an autoscaler cannot hold.",
        "`minReplicas` may not be above `maxReplicas`; and 0 needs `triggers`, because only KEDA can wake up what does "
        "not run. Change one of the bounds.",
        service("autoscaling: {minReplicas: 5, maxReplicas: 3}\n"),
    ),
    "KG426": Code(
        "metrics-beside-triggers",
        "An autoscaler has `metrics` and `triggers`.",
        "With triggers KEDA owns the autoscaler, and its object has no place for metrics of the "
        "HorizontalPodAutoscaler. Write each metric as a trigger; `cpu` and `memory` may stay as they are.",
        service(
            "autoscaling:\n"
            "  maxReplicas: 5\n"
            "  metrics: [{type: Pods, pods: {metric: {name: jobs}, target: {type: AverageValue, averageValue: 10}}}]\n"
            "  triggers: {backlog: {type: kafka, metadata: {topic: orders}}}\n"
        ),
    ),
    "KG427": Code(
        "two-disruption-bounds",
        "A disruption budget has `minAvailable` and `maxUnavailable`.",
        "Both say the same from two sides, and Kubernetes takes only one of them. Keep one; where a lower layer wrote "
        "the other, switch that off with `null`.",
        service("replicas: 3\npodDisruptionBudget: {minAvailable: 2, maxUnavailable: 1}\n"),
    ),
    "KG428": Code(
        "duplicate-container",
        "Two containers of one pod have the same name.",
        "The main container, sidecars and init containers share one list of names. Rename the sidecar or init "
        "container, or give the main container another name with `containerName`.",
        service("sidecars: {shop: {image: registry.example.com/proxy:1.0}}\n"),
    ),
    "KG429": Code(
        "conflicting-accounts",
        "Two workloads describe one service account differently.",
        "An account has one set of annotations and rules, whoever uses it. Describe it once, at the project, or give "
        "one of the two another name.",
        service(
            "serviceAccount: {name: shop}\n"
            "workloads: {worker: {command: [work], serviceAccount: {name: shop, annotations: {team: payments}}}}\n"
        ),
    ),
    "KG430": Code(
        "undrainable-budget",
        "A disruption budget never lets a single pod go.",
        "Whoever drains a node, for an upgrade of the cluster most often, waits for ever. Allow at least one pod to be "
        "unavailable, or run one more than must be available.",
        service("replicas: 2\npodDisruptionBudget: {minAvailable: 2}\n"),
    ),
    "KG431": Code(
        "field-of-another-kind",
        "A field or value does not belong to the workload's kind.",
        "`schedule` makes a CronJob, a Job has no replicas, a Deployment restarts its pods always: the fields of one "
        "kind mean nothing to another. Remove the field, or change `kind`.",
        service("kind: DaemonSet\nreplicas: 3\n"),
    ),
    "KG432": Code(
        "endless-job",
        "A sidecar would keep a job from ever finishing.",
        "A job is done when all of its containers have ended, and an ordinary sidecar never ends. A native sidecar is "
        "stopped with the main container: remove `native: false`, or run on Kubernetes 1.29 or newer.",
        service('schedule: "0 3 * * *"\nsidecars: {proxy: {image: registry.example.com/proxy:1.0, native: false}}\n'),
    ),
    "KG433": Code(
        "invalid-cron-line",
        "`schedule` is no cron line, or one that never starts anything.",
        "A cron line has five fields: minute, hour, day of the month, month, day of the week. The time zone has a "
        "field of its own, `timeZone`.",
        service('schedule: "every night"\n'),
    ),
    "KG434": Code(
        "unknown-time-zone",
        "`timeZone` is no time zone.",
        "Kubernetes takes the names of the IANA database, such as `Europe/Berlin`, and no abbreviations.",
        service('schedule: "0 3 * * *"\ntimeZone: Europe/Belin\n'),
    ),
    "KG435": Code(
        "too-little-memory",
        "A container asks for less than one mebibyte of memory.",
        "That is a slip: `512m` is half a byte, `1024` a thousand bytes. Write the unit, as in `512Mi` or `2Gi`.",
        project(
            """\
apiVersion: kgen.dev/v1
name: shop
owner: payments
image: registry.example.com/shop:1.4.2
resources: {cpu: 100m, memory: 512m}
environments: {dev: {}}
"""
        ),
    ),
    "KG436": Code(
        "two-strategies",
        "A workload has a `strategy` and a `rollout`.",
        "With `rollout` a controller replaces the pods step by step, and the strategy of the Deployment means nothing. "
        "Keep one of them.",
        service(
            "port: 8080\nroutes: {web: shop.example.com}\nstrategy: {type: Recreate}\n"
            "rollout: {steps: [{weight: 5, pause: 10m}]}\n"
        ),
    ),
    "KG437": Code(
        "impossible-analysis",
        "The analysis of a rollout cannot tell a good version from a bad one.",
        "It names an objective that is not under `slo`, or lets the new version burn more than there is to burn. "
        "Correct the name, or lower `burnRate`.",
        service(
            "port: 8080\nmetrics: true\nslo: {availability: {objective: 99.9}}\nroutes: {web: shop.example.com}\n"
            "rollout: {steps: [{weight: 5, pause: 10m}], analysis: {slo: avaliability}}\n"
        ),
    ),
    "KG440": Code(
        "invalid-metadata-key",
        "The key of a label or annotation is not one that Kubernetes takes.",
        "A key is a name of at most 63 letters, digits, `-`, `_` and `.`, with a domain and `/` before it if need be.",
        service("labels: {cost center: shop}\n"),
    ),
    "KG441": Code(
        "invalid-label-value",
        "The value of a label is not one that Kubernetes takes.",
        "Labels are for selecting, so their values are short: at most 63 letters, digits, `-`, `_` and `.`. Free text "
        "belongs into an annotation.",
        service("labels: {contact: payments@example.com}\n"),
    ),
    "KG442": Code(
        "annotations-too-large",
        "The annotations of an object are larger than Kubernetes takes.",
        "All annotations of an object together may have 256 KiB. Move large content into `files`.",
        arises="Annotations of one object with more than 262144 bytes, keys and values together, yield it.",
    ),
    "KG443": Code(
        "derived-key",
        "A label or annotation is written that kgen derives itself.",
        "Keys that begin with `app.kubernetes.io/` and `kgen.dev/` say what kgen knows, and selectors rely on them. "
        "Choose another key, or change the field that the value comes from, such as `owner`.",
        service("labels: {app.kubernetes.io/name: store}\n"),
    ),
}
