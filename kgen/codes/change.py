"""Owns the codes of patches, extra objects, and all objects together (KG48x, KG501)."""

from kgen.codes.code import Code, service

CHANGES: dict[str, Code] = {
    "KG480": Code(
        "unmatched-patch",
        "A patch matches more or fewer objects than it says.",
        "A patch that matches nothing would be lost silently, most often after an object was renamed. Correct "
        "`target`, or write `count` where several objects are meant.",
        service(
            "patches:\n"
            "  fqdn:\n"
            "    target: {kind: Deployment, name: store}\n"
            "    merge: {spec: {template: {spec: {setHostnameAsFQDN: true}}}}\n"
            "    reason: legacy clients compare host names\n"
        ),
    ),
    "KG482": Code(
        "fixed-field",
        "A patch changes what may not change.",
        "The kind, name, namespace and selectors of an object are what other objects, and later builds, know it by. "
        "The help names the field of the language that changes it everywhere.",
        service(
            "patches:\n"
            "  rename:\n"
            "    target: {kind: Deployment, name: shop}\n"
            "    merge: {metadata: {name: store}}\n"
            "    reason: another team calls it store\n"
        ),
    ),
    "KG483": Code(
        "inapplicable-operation",
        "An operation of a patch does not apply to the object.",
        "JSON patches fail where a path leads nowhere: a parent is missing, a list is shorter, a tested value differs. "
        "The help says how far the path leads.",
        service(
            "patches:\n"
            "  fqdn:\n"
            "    target: {kind: Deployment, name: shop}\n"
            "    json6902: [{op: replace, path: /spec/template/spec/setHostnameAsFQDN, value: true}]\n"
            "    reason: legacy clients compare host names\n"
        ),
    ),
    "KG484": Code(
        "incomplete-object",
        "An extra object lacks what makes it a Kubernetes object.",
        "`kubectl apply` needs `apiVersion`, `kind` and `metadata.name` to know what and which object it is.",
        service("extraObjects: {quota: {object: {kind: ResourceQuota, metadata: {name: shop}}}}\n"),
    ),
    "KG485": Code(
        "foreign-namespace",
        "An extra object is meant for another namespace.",
        "A project writes into the namespaces of its own environments only. Leave `metadata.namespace` out, and the "
        "object goes where all others go; what belongs elsewhere belongs to another project.",
        service(
            "extraObjects:\n"
            "  settings:\n"
            "    object: {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: ledger}, data: {}}\n"
        ),
    ),
    "KG486": Code(
        "name-collision",
        "Two objects have the same kind and name.",
        "Names are put together from those of the project, its workloads and its Services, and two of them came out "
        "the same; the later object would overwrite the earlier one. Rename one of what they come from.",
        service(
            "port: 8080\nservices: {admin: {type: ClusterIP}}\nworkloads: {admin: {command: [admin], port: 9090}}\n"
        ),
    ),
    "KG501": Code(
        "object-too-large",
        "An object is larger than what can be applied.",
        "`kubectl apply` remembers each object in an annotation of 256 KiB, and the API server's store takes 1 MiB. "
        "Move large files into the image or a volume; the org file's `apply: server-side` raises the limit to the "
        "second one.",
        arises="Files of one workload with more than 250 kB together yield it, because they make one ConfigMap.",
    ),
}
