"""Owns the codes of layers, of what entries refer to, and of what containers are made of (KG3xx)."""

from kgen.codes.code import ORGANIZATION, Code, service

LAYERS: dict[str, Code] = {
    "KG301": Code(
        "variable-without-value",
        "A variable has no value left.",
        "A higher layer removed the value but kept the variable. Write another value, or `null` for the variable "
        "itself to remove it.",
        service("env: {LOG_LEVEL: info}\n", "{dev: {env: {LOG_LEVEL: {value: null}}}}"),
    ),
    "KG302": Code(
        "incomplete-entry",
        "An entry lacks a field, even with all layers merged.",
        "Each layer may write a part of an entry, but together they must be complete. Add the field that the message "
        "names, in any of the layers.",
        service("ports: {http: {appProtocol: http}}\n"),
    ),
    "KG303": Code(
        "unset-variable",
        "A variable names another one with `$(NAME)` that is not set here.",
        "Kubernetes replaces `$(NAME)` only where a variable of that name comes before; otherwise the text stays as it "
        "is. That is fine where `envFrom` brings the variable, and a misspelling otherwise.",
        service('env: {URL: "http://$(HOST)/"}\n'),
    ),
    "KG304": Code(
        "circular-variables",
        "Variables name each other in a circle.",
        "`$(NAME)` takes the value of a variable that comes before, and in a circle none can come first. Write one of "
        "the values out.",
        service('env: {ONE: "$(OTHER)", OTHER: "$(ONE)"}\n'),
    ),
    "KG305": Code(
        "unknown-predecessor",
        "`after` names something that does not exist.",
        "`after` orders init containers, native sidecars and `envFrom` entries by their keys. Correct the name, or "
        "remove it.",
        service("initContainers: {migrate: {command: [migrate], after: [wait]}}\n"),
    ),
    "KG306": Code(
        "circular-order",
        "Entries wait for each other in a circle.",
        "Each of them comes `after` the other, so none could ever be first. Remove one of the names from `after`.",
        service(
            "initContainers:\n"
            "  migrate: {command: [migrate], after: [seed]}\n"
            "  seed: {command: [seed], after: [migrate]}\n"
        ),
    ),
    "KG309": Code(
        "idle-null",
        "A `null` switches nothing off.",
        "`null` takes away what a lower layer wrote, or what kgen derives. Where there is neither, most often the name "
        "is misspelt, or what it switched off is gone. Correct the name, or remove the line.",
        service("sidecars: {proxy: null}\n"),
    ),
    "KG310": Code(
        "unclosed-reference",
        "`${` begins a reference, and no `}` ends it.",
        "A reference is `${` and a name and `}`. Add the brace; for text that holds a literal `${`, write `$${`.",
        service('env: {NAME: "${name"}\n'),
    ),
    "KG311": Code(
        "unknown-reference",
        "A reference names nothing that kgen knows.",
        "References are a closed list, which the help shows: there are no variables of one's own and no functions. "
        "Correct the name; for text that is meant for another program, write `$${`.",
        service('env: {STAGE: "${environmnt}"}\n'),
    ),
    "KG312": Code(
        "reference-without-value",
        "A reference is known, but has no value in this environment.",
        "The org file gives this environment no `domain`, for example, or a dependency has no URL because nobody said "
        "which scheme its port speaks. Give the value where the message says, or write the text out.",
        service('env: {HOST: "shop.${domain}"}\n'),
    ),
    "KG313": Code(
        "environment-twice",
        "An environment is written in the project and in a file of its own.",
        "One of the two would have to win, and nobody could see which. Keep the overlay in `project.yml`, or in "
        "`environments/<name>.yml`.",
        {**service("", "{dev: {replicas: 1}}"), "environments/dev.yml": "replicas: 2\n"},
    ),
    "KG314": Code(
        "unknown-extends",
        "`extends` names an environment that the project does not have.",
        "An environment starts from the overlay of the one it extends, so that one must exist. Correct the name, or "
        "add the environment.",
        service("", "{canary: {extends: prod}, production: {}}"),
    ),
    "KG315": Code(
        "chained-extends",
        "An environment extends itself, or one that extends another.",
        "One level can be read at a glance, a chain cannot. Let both extend the same environment, or move what they "
        "share into the project.",
        service("", "{canary: {extends: staging}, production: {}, staging: {extends: production}}"),
    ),
    "KG316": Code(
        "unknown-fragment",
        "`tier` or `use` names something that the org file does not have.",
        "Tiers and components are written in the org file, `kgen.yml`, under `tiers` and `components`. Correct the "
        "name, or add the fragment there.",
        {**service("tier: critcal\n"), ORGANIZATION: "apiVersion: kgen.dev/v1\ntiers: {critical: {replicas: 3}}\n"},
    ),
    "KG317": Code(
        "unlisted-environment",
        "A project has an environment that the org file does not list.",
        "Where the org file lists `environments`, one that is missing there is most often misspelt, and would become a "
        "production of its own. Correct its name, or list it in the org file.",
        {
            **service("", environments="{prodution: {}}"),
            ORGANIZATION: "apiVersion: kgen.dev/v1\nenvironments: {production: {}}\n",
        },
    ),
    "KG321": Code(
        "unclear-claim",
        "A claim says neither or both of `size` and `claimName`.",
        "With `size` kgen writes a new PersistentVolumeClaim, with `claimName` it uses one that is there already. "
        "Write exactly one of them.",
        service("volumes: {/data: {persistentVolumeClaim: {storageClassName: fast}}}\n"),
    ),
    "KG322": Code(
        "undeclared-volume",
        "A container shares a volume that its pod does not have.",
        "`volume` names a volume that another container of the same pod declares. Correct the name, or declare the "
        "volume here.",
        service("volumes: {/data: {volume: cache}}\n"),
    ),
    "KG323": Code(
        "mounted-twice",
        "A path is both a file and a volume of one container.",
        "Only one thing can be mounted at a path. Choose another path for one of them.",
        service("files: {/etc/shop: hello}\nvolumes: {/etc/shop: {emptyDir: {}}}\n"),
    ),
    "KG324": Code(
        "contended-claim",
        "Several pods would mount a claim that only one can.",
        "A ReadWriteOnce claim belongs to one node at a time, so a second pod of the Deployment would wait for ever. "
        "Use `kind: StatefulSet`, where each pod has its own claim, a storage class that offers ReadWriteMany, or one "
        "replica.",
        service("replicas: 2\nvolumes: {/data: {persistentVolumeClaim: {size: 1Gi}}}\n"),
    ),
    "KG325": Code(
        "volume-name-taken",
        "Two volumes of one pod have the same name.",
        "Each entry of `volumes` declares a volume of its own, named by its `name` or after its path. Choose another "
        "`name`, or mount what the other entry declares with `{volume: <name>}`.",
        service("volumes: {/a: {emptyDir: {}, name: scratch}, /b: {emptyDir: {}, name: scratch}}\n"),
    ),
    "KG331": Code(
        "pod-security",
        "A setting is forbidden by the workload's Pod Security level.",
        "The namespace is labelled with the level, so the API server would refuse the pod. Do without the setting, or "
        "choose the level that the help names with `podSecurity`; it then holds for the whole workload.",
        service("hostNetwork: true\n"),
    ),
}
