"""Owns the codes of `kgen validate` that are no rules: schemas of Kubernetes, exceptions, severities (KG502-KG511)."""

from kgen.codes.code import Code

_PATCHED = "A patch or an extra object yields it, or a manifest that kgen did not write; `kgen validate` tells."

VALIDATION: dict[str, Code] = {
    "KG502": Code(
        "schema-mismatch",
        "An object does not fit the schema of its kind.",
        "A field has the wrong type, or one that is required is missing: the API server refuses the object. Values are "
        "never repeated, because nobody knows what they are.",
        arises=_PATCHED,
    ),
    "KG503": Code(
        "unknown-object-field",
        "An object has a field that its kind does not have.",
        "The API server refuses or drops it, as it is set. Most often it is misspelled, or stands at the wrong level.",
        arises=_PATCHED,
    ),
    "KG504": Code(
        "not-yet-there",
        "A field or kind is newer than the environment's Kubernetes.",
        "The org file says which version an environment runs. Leave the field out there, or raise `kubernetes` once "
        "the cluster is new enough.",
        arises=_PATCHED,
    ),
    "KG505": Code(
        "no-longer-there",
        "A field or version of a kind is older than the environment's Kubernetes.",
        "Kubernetes has removed it after a time of deprecation. Use what took its place.",
        arises=_PATCHED,
    ),
    "KG506": Code(
        "unknown-kind",
        "An object names no kind that Kubernetes has in that version of the API.",
        "`apiVersion` and `kind` together say what an object is. Kinds of groups that Kubernetes does not own, as "
        "those of custom resources, are not checked.",
        arises=_PATCHED,
    ),
    "KG507": Code(
        "other-kubernetes-version",
        "There are no schemas of the environment's Kubernetes, so those of the nearest version are used.",
        "The package kubernetes-validate carries the schemas of Kubernetes 1.25 and newer. A newer package may have "
        "those of the newest version.",
        arises="An environment yields it whose `kubernetes` in the org file is newer than the package.",
    ),
    "KG508": Code(
        "unknown-rule",
        "There is no rule of that name.",
        "The severity or the exception would be lost silently. Each finding names its rule; docs/rules.md lists all.",
        arises="A misspelled name in the org file's `validate.rules`, or as `rule` of an exception, yields it.",
    ),
    "KG509": Code(
        "incomplete-exception",
        "An exception does not say which rule, why, or until when.",
        "Whoever meets it later has to know why it is there and when to look at it again. Write `rule`, `reason` and "
        "`expires`.",
        arises="An exception in `validate.exceptions` without one of the three yields it.",
    ),
    "KG510": Code(
        "expired-exception",
        "The last day of an exception has passed, or is no day.",
        "What it accepted is told again from that day on. Mend it, or agree on another day.",
        arises="An exception whose `expires` is before today yields it.",
    ),
    "KG511": Code(
        "idle-exception",
        "An exception accepts nothing.",
        "What it was written for is mended, or is called differently now; left alone, it would accept the next finding "
        "that nobody has looked at. Remove it, or correct `rule`, `kind` and `name`.",
        arises="An exception yields it that fits no finding of any environment.",
    ),
}
