"""Owns the order of layers: which documents speak about an environment, and how they become one tree."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from kgen.model import Kind
from kgen.node import Entry, MappingNode, Node, Path, ScalarNode, find
from kgen.overlay import fill, lay_over, merge_all, without
from kgen.resolve.kind import derive_kind, foreign_fields
from kgen.source import Span

PROJECT_ONLY = frozenset({"apiVersion", "name", "tier", "use", "environments"})
"""Fields of a project that say something about the project itself and are no layer's business."""
ENVIRONMENT_ONLY = frozenset({"extends", "traffic", "skip"})
_NOT_EXTENDED = ENVIRONMENT_ONLY | {"namespace"}
SECTIONS: tuple[Path, ...] = (
    ("autoscaling",),
    ("dependsOn", "*"),
    ("initContainers", "*"),
    ("metrics",),
    ("probes", "*"),
    ("rollout",),
    ("routes", "*"),
    ("schedule",),
    ("services", "*"),
    ("sidecars", "*"),
    ("slo", "*"),
    ("workloads", "*"),
)
"""What org `defaults` and `tiers` fill in but never switch on, because each adds something to the project."""
INHERITED = frozenset(
    {"image", "env", "envFrom", "files", "resources", "podSecurity", "securityContext", "serviceAccount"}
    | {"labels", "annotations", "podLabels", "podAnnotations", "dependsOn", "allowFrom"}
    | {"terminationGracePeriodSeconds", "nodeSelector", "tolerations", "affinity", "topologySpreadConstraints"}
    | {"priorityClassName", "schedulerName", "runtimeClassName", "imagePullPolicy", "imagePullSecrets"}
)
"""What further workloads take over from the main one once all layers are merged."""
LEAST_INHERITED = frozenset({"image", "imagePullPolicy", "imagePullSecrets"})
"""What a workload takes over that says `inherit: false`."""
INHERITED_BY_INIT = frozenset({"image", "imagePullPolicy", "env", "envFrom", "files"})
"""What an init container takes over that has no image of its own."""
IMAGE_TAG = Span("--image-tag", 1, 1)


class Layer(NamedTuple):
    """One document, or a part of one, that speaks about an environment. `name` tells a person which."""

    name: str
    root: MappingNode
    fills: bool = False


def layers_of(
    project: MappingNode, organization: MappingNode | None, overlays: Mapping[str, MappingNode], environment: str
) -> tuple[Layer, ...]:
    """All layers of `environment` from low to high. `overlays` holds the project's overlay of each environment."""
    extended = text_at(overlays[environment], ("extends",))
    chain = [name for name in (extended, environment) if name is not None]
    found: list[Layer | None] = [
        _org_layer(organization, ("defaults",), "org defaults", fills=True),
        _org_layer(organization, ("tiers", text_at(project, ("tier",)) or ""), "tier", fills=True),
        *(_org_layer(organization, ("components", name), f"component `{name}`") for name in names_at(project, "use")),
        Layer("project", without(project, PROJECT_ONLY)),
        *(
            _org_layer(organization, ("environments", name, "overrides"), f"org overrides of `{name}`")
            for name in chain
        ),
    ]
    if extended is not None and extended in overlays:
        found.append(Layer(f"environment `{extended}`", without(overlays[extended], _NOT_EXTENDED)))
    found.append(Layer(f"environment `{environment}`", without(overlays[environment], ENVIRONMENT_ONLY)))
    layers = [layer for layer in found if layer is not None]
    team = _team_layer(organization, layers)
    return tuple(layers if team is None else [team, *layers])


def _team_layer(organization: MappingNode | None, layers: Sequence[Layer]) -> Layer | None:
    """What the org file says of the team that owns the project, below all that the layers say of the owner."""
    written = (text_at(layer.root, ("owner", "team")) for layer in reversed(layers))
    team = next((name for name in written if name is not None), None)
    node = None if organization is None or team is None else find(organization, ("teams", team))
    if not isinstance(node, MappingNode):
        return None
    return Layer(f"team `{team}`", MappingNode({"owner": Entry(node.span, node)}, node.span))


def _org_layer(organization: MappingNode | None, path: Path, name: str, *, fills: bool = False) -> Layer | None:
    node = None if organization is None else find(organization, path)
    return Layer(name, node, fills) if isinstance(node, MappingNode) else None


def merge_layers(layers: Iterable[Layer], image_tag: str | None) -> MappingNode:
    """All layers as one tree, in which further workloads hold what they inherit."""
    stack = list(layers)
    deciding = merge_all(layer.root for layer in stack if not layer.fills)
    roots = [fill(layer.root, deciding, SECTIONS) if layer.fills else _fitting(layer, deciding) for layer in stack]
    if image_tag is not None:
        roots.append(_tag_layer(image_tag))
    return _inherit(merge_all(roots))


def _inherit(root: MappingNode) -> MappingNode:
    """Further workloads with what the main one gives them, init containers with what their workload does."""
    root = lay_over(root, "workloads", _inherited_by_workload)
    root = _each_workload(root, lambda _, workload: lay_over(workload, "initContainers", _inherited_by_init))
    return lay_over(root, "initContainers", _inherited_by_init)


def _each_workload(root: MappingNode, change: Callable[[str, MappingNode], MappingNode]) -> MappingNode:
    """`root` with every further workload changed, by its key and itself."""
    workloads = root.entries.get("workloads")
    if workloads is None or not isinstance(workloads.value, MappingNode):
        return root
    entries = {
        key: Entry(entry.key, change(key, entry.value)) if isinstance(entry.value, MappingNode) else entry
        for key, entry in workloads.value.entries.items()
    }
    held = Entry(workloads.key, workloads.value._replace(entries=entries))
    return root._replace(entries={**root.entries, "workloads": held})


def _inherited_by_workload(workload: MappingNode) -> frozenset[str]:
    alone = find(workload, ("inherit",))
    stands_alone = isinstance(alone, ScalarNode) and alone.plain and alone.text == "false"
    return LEAST_INHERITED if stands_alone else INHERITED


def _inherited_by_init(container: MappingNode) -> frozenset[str]:
    return frozenset() if "image" in container.entries else INHERITED_BY_INIT


def _kind_of(root: MappingNode) -> Kind:
    written = {key: text_at(root, (key,)) for key in ("kind", "schedule")}
    return derive_kind({key: value for key, value in written.items() if value is not None})


def _fitting(layer: Layer, deciding: MappingNode) -> MappingNode:
    """An org override speaks to every project, so it is silent about fields that a workload's kind does not have."""
    if not layer.name.startswith("org overrides"):
        return layer.root
    root = without(layer.root, foreign_fields(_kind_of(deciding)))

    def fit(key: str, workload: MappingNode) -> MappingNode:
        decided = find(deciding, ("workloads", key))
        return without(workload, foreign_fields(_kind_of(decided if isinstance(decided, MappingNode) else workload)))

    return _each_workload(root, fit)


def _tag_layer(tag: str) -> MappingNode:
    """`--image-tag` as the highest layer: it replaces tag and digest of the project's own image."""
    image = MappingNode(
        {"tag": Entry(IMAGE_TAG, ScalarNode(tag, plain=False, span=IMAGE_TAG))}, IMAGE_TAG, frozenset({"digest"})
    )
    return MappingNode({"image": Entry(IMAGE_TAG, image)}, IMAGE_TAG)


def text_at(node: Node, path: Path) -> str | None:
    """The text of the scalar at `path`, None where there is none."""
    found = find(node, path)
    return found.text if isinstance(found, ScalarNode) else None


def names_at(node: MappingNode, key: str) -> tuple[str, ...]:
    """The names in the list at `key`."""
    found = node.entries.get(key)
    items = getattr(found.value, "items", ()) if found is not None else ()
    return tuple(item.text for item in items if isinstance(item, ScalarNode))
