"""Owns the codes of the language: what is wrong with one layer by itself, or with the types of a merged one (KG2xx)."""

from kgen.codes.code import Code, service

LANGUAGE: dict[str, Code] = {
    "KG201": Code(
        "unknown-field",
        "There is no field of this name at this place.",
        "A misspelt field that nobody reads would be lost without a word. Correct its name, or move it to where it "
        "belongs: a field of the project is none of a sidecar, for example.",
        service("replcas: 3\n"),
    ),
    "KG202": Code(
        "wrong-type",
        "A value has another type than the field takes.",
        "Quotes make text, and text is no number; a list is no mapping. Values are never converted, so that what is "
        "written is what is meant. Write the value as the type that the message names.",
        service('replicas: "3"\n'),
    ),
    "KG203": Code(
        "two-spellings",
        "A field is written in its short and in its long form at once.",
        "`port` is short for one entry of `ports`, `health` for all three `probes`, and `{cpu, memory}` for `requests` "
        "and `limits`. Where both forms stand side by side it would be unclear which one wins. Keep the long form.",
        service("port: 8080\nports: {admin: 9090}\n"),
    ),
    "KG204": Code(
        "exclusive-fields",
        "Two fields are written of which only one can hold.",
        "Such fields are alternatives: `replicas` or `autoscaling`, the `value` of a variable or its `secret`. One "
        "layer chooses one of them; a higher layer may choose another, which then takes the place of the first.",
        service("replicas: 3\nautoscaling: {maxReplicas: 5}\n"),
    ),
    "KG205": Code(
        "listed-twice",
        "A list holds the same entry twice.",
        "The second entry can add nothing, so one of the two is most often a slip for another name. Correct it, or "
        "remove it.",
        service("allowFrom: [storefront, storefront]\n"),
    ),
    "KG206": Code(
        "no-alternative",
        "An entry does not say which of several things it is.",
        "A variable has a `value` or comes from a `secret`, a file has `content` or a `source`, a volume has a type. "
        "With none of them, in this layer or a lower one, there is nothing to write. Add one of those the message "
        "names.",
        service("env: {DB_PASSWORD: {key: password}}\n"),
    ),
    "KG207": Code(
        "wrong-value",
        "A value has the right type, but is none that the field takes.",
        "It is out of range, none of the words the field knows, or not of the form that the field needs. The message "
        "says what the value must be.",
        service("podSecurity: restrictd\n"),
    ),
    "KG208": Code(
        "unusable-name",
        "A key that names something is no valid name.",
        "Keys become names of objects, ports, variables or paths, and Kubernetes takes only certain characters in "
        "them. Choose a name of the form that the help describes.",
        service("ports: {HTTP: 8080}\n"),
    ),
    "KG209": Code(
        "credential",
        "A literal looks like a password, a key or a token.",
        "Whatever stands in a project is written into manifests and repositories, where secrets have no place. Keep "
        "the value in a Secret and name that: `{secret: <name>, key: <key>}`. Where it is no credential, say so with "
        "`notSecret`.",
        service("env: {DB_PASSWORD: hunter2}\n"),
    ),
    "KG210": Code(
        "missing-field",
        "An entry lacks a field that it cannot do without.",
        "Kubernetes would refuse an entry without it. Add the field that the message names.",
        service("topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname}]\n"),
    ),
}
