"""Owns the codes of traffic: routes, hosts, canaries, dependencies and callers (KG45x and KG46x)."""

from kgen.codes.code import Code, service

_LEDGER = """\
apiVersion: kgen.dev/v1
name: ledger
owner: finance
image: registry.example.com/ledger:2.0.0
resources: {cpu: 100m, memory: 128Mi}
port: 8080
"""

TRAFFIC: dict[str, Code] = {
    "KG450": Code(
        "invalid-host",
        "A route has no host, or one that is no host name.",
        "A route without a host would take the requests of every host that reaches the Gateway. Write the host alone, "
        "in lower case, without scheme, port and path; a host without a dot needs the environment's `domain`.",
        service("port: 8080\nroutes: {web: {host: Shop.example.com}}\n"),
    ),
    "KG451": Code(
        "invalid-path",
        "The path of a route cannot be compared with those of requests.",
        "Clients and proxies tidy up `//`, `.` and `..` in different ways, so such a path would match by chance. Write "
        "the path as it arrives, with unusual characters as `%20`.",
        service("port: 8080\nroutes: {web: shop.example.com//cart}\n"),
    ),
    "KG452": Code(
        "no-route-target",
        "A route leads to no port of a Service.",
        "Requests can only go to a TCP port that a Service of the project offers. Name the port, or the workload that "
        "has it; a project with a single port, or one named `http`, need not.",
        service("port: 8080\nroutes: {web: {host: shop.example.com, port: htp}}\n"),
    ),
    "KG453": Code(
        "unsupported-by-route",
        "A field of a route has no place in the object that the route becomes.",
        "Routes become HTTPRoutes, GRPCRoutes or Ingresses, and these cannot say the same things: a GRPCRoute has no "
        "paths, an Ingress no header matches, retries need the experimental channel of Gateway API. Remove the field, "
        "or change `routing` in the org file.",
        service(
            "ports: {grpc: {containerPort: 9090, appProtocol: grpc}}\n"
            "routes: {api: {host: api.example.com, grpc: shop.v1.Checkout, path: /api}}\n"
        ),
    ),
    "KG454": Code(
        "too-much-for-a-route",
        "A route is larger than Gateway API allows.",
        "It takes 16 rules and 16 headers, and values of limited length. Split the route in two.",
        service('port: 8080\nroutes: {web: {host: shop.example.com, headers: {x-beta: ""}}}\n'),
    ),
    "KG455": Code(
        "taken-place",
        "Two routes claim the same host and path in one cluster.",
        "Only one of them would get the requests, and which one is left to chance. Give one another host or path; an "
        "environment that `extends` the other can share its traffic with `traffic`.",
        service("port: 8080\nroutes: {web: shop.example.com}\n", "{dev: {}, production: {}}"),
    ),
    "KG456": Code(
        "http-beside-grpc",
        "A host serves HTTP and gRPC.",
        "A Gateway accepts HTTPRoutes or GRPCRoutes for a host, and ignores the later one. Give gRPC a host of its "
        "own.",
        service(
            "ports: {http: 8080, grpc: {containerPort: 9090, appProtocol: grpc}}\n"
            "routes:\n"
            "  web: shop.example.com\n"
            "  api: {host: shop.example.com, grpc: shop.v1.Checkout, port: grpc}\n"
        ),
    ),
    "KG457": Code(
        "impossible-canary",
        "An environment asks for a share of traffic that it cannot get.",
        "`traffic` makes an environment a canary: it takes a share of the requests to the routes of the environment "
        "that it `extends`, in the same cluster and through a Gateway, and all canaries together take at most 100 of "
        "100. The message says which of these is not so.",
        service("", "{canary: {extends: production, traffic: 5}, production: {}}"),
    ),
    "KG458": Code(
        "unannounced-grpc",
        "A gRPC route leads to a port that does not say it speaks gRPC.",
        "gRPC needs HTTP/2, and some Gateways speak HTTP/1.1 to a port unless `appProtocol` tells them otherwise.",
        service(
            "ports: {grpc: 9090}\nroutes: {api: {host: api.example.com, grpc: shop.v1.Checkout}}\n",
        ),
    ),
    "KG459": Code(
        "foreign-mirror",
        "A route copies requests into a namespace that is not the project's.",
        "Gateway API allows that only where a ReferenceGrant in the other namespace does, and kgen writes into the "
        "namespaces of its project alone. Whoever owns the other namespace writes the grant.",
        service(
            "port: 8080\n"
            "routes:\n"
            "  web:\n"
            "    host: shop.example.com\n"
            "    mirror: {backendRef: {name: audit, namespace: audit, port: 80}}\n"
        ),
    ),
    "KG460": Code(
        "unknown-dependency",
        "A dependency is no project of the workspace, and not described either.",
        "kgen looks up projects below the org file's folder by name, and needs to be told of all others: `port` and "
        "`namespace` inside the cluster, `host` and `port` outside of it.",
        service("dependsOn: {ledger: {}}\n"),
    ),
    "KG461": Code(
        "unreachable-dependency",
        "A dependency is known, but cannot be reached as it is written.",
        "The project that is named has no such environment, workload or Service port, runs in another namespace or "
        "cluster, or has mistakes of its own. The message says which; correct it here or there.",
        {
            **service("dependsOn: {ledger: {port: grpc}}\n"),
            "ledger/project.yml": _LEDGER + "environments: {dev: {}}\n",
        },
    ),
    "KG462": Code(
        "uninvited-caller",
        "A dependency does not let this project in.",
        "The other project lists its callers in `allowFrom`, and this one is not among them, so its NetworkPolicy "
        "drops the connection. Add this project there.",
        {
            **service("dependsOn: [ledger]\n"),
            "ledger/project.yml": _LEDGER + "allowFrom: [billing]\nenvironments: {dev: {}}\n",
        },
    ),
    "KG463": Code(
        "open-egress",
        "A dependency outside the cluster opens its port to every address.",
        "A NetworkPolicy knows addresses and no host names, and those of a host outside may change at any time. "
        "Nothing need be done; it is good to know.",
        service("dependsOn: {stripe: {host: api.stripe.com, port: 443}}\n"),
    ),
    "KG464": Code(
        "impossible-caller",
        "An entry of `allowFrom` lets nobody in as it is written.",
        "It names a port that this project does not have, or an environment, workload or namespace that the caller "
        "does not have. Correct the name.",
        service("port: 8080\nallowFrom: {storefront: {port: htp}}\n"),
    ),
    "KG465": Code(
        "absent-caller",
        "A caller has no environment that could call this one.",
        "It runs in other environments or another cluster, so nothing is opened for it here. That is fine as long as "
        "it is meant; otherwise name its `environment`.",
        {
            **service("port: 8080\nallowFrom: [ledger]\n"),
            "ledger/project.yml": _LEDGER + "environments: {production: {}}\n",
        },
    ),
    "KG466": Code(
        "large-canary",
        "A canary runs many replicas for a small share of traffic.",
        "It inherits the replicas of the environment it extends, most often more than its share needs. Write fewer in "
        "the canary, or leave it as it is.",
        service(
            "port: 8080\nreplicas: 6\nroutes: {web: shop.example.com}\n",
            "{canary: {extends: production, traffic: 5}, production: {}}",
        ),
    ),
    "KG467": Code(
        "contradictory-route",
        "Two things that a route says do not go together.",
        "A path that redirects to itself, a rewrite that changes nothing, a request that may take less time than one "
        "of its attempts: Gateway API would refuse the route, or it would not do what it says. Change one of the two.",
        service("port: 8080\nroutes: {web: {host: shop.example.com, path: /checkout, redirectFrom: [/checkout]}}\n"),
    ),
    "KG468": Code(
        "impossible-rollout",
        "A rollout has no traffic that it could move, or is not alone in moving it.",
        "The controller of a rollout writes the weights of the routes that lead to the main workload, so there must be "
        "such a route, on a Gateway, and no canary environment may share it. Write the route, or remove `rollout`.",
        service("port: 8080\nrollout: {steps: [{weight: 5, pause: 10m}]}\n"),
    ),
    "KG469": Code(
        "falling-weights",
        "A step of a rollout gives the new version no more traffic than the step before.",
        "Every step lets the new version prove itself with more requests. Put the weights in rising order.",
        service(
            "port: 8080\nroutes: {web: shop.example.com}\n"
            "rollout: {steps: [{weight: 50, pause: 10m}, {weight: 5, pause: 10m}]}\n"
        ),
    ),
}
