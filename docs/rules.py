"""Owns the page that lists every rule of `kgen validate`."""

from docs.words import anchor, table
from kgen.validate.codes import mending, severity_words
from kgen.validate.rule import Rule
from kgen.validate.rules import RULES
from kgen.validate.workspace import PROJECT_RULES

SECTIONS = (
    (
        "What cannot work",
        "The API server refuses these, or what they describe cannot run. The schemas of Kubernetes, which are asked as "
        "well, know nothing of them.",
        [check.RULE for check in RULES if check.RULE.code < "KG7"],
    ),
    (
        "What is done better",
        "Practices that most validators agree on. What kgen derives keeps to all of them that are not off by default.",
        [check.RULE for check in RULES if check.RULE.code > "KG7"],
    ),
    ("Projects", "These look at projects instead of objects.", list(PROJECT_RULES)),
)
INTRODUCTION = """\
# Rules

`kgen validate` judges the objects of every environment by these rules. `kgen explain host-path` prints what stands here
of one.

The org file says how severe a rule is, for all stages or by stage, as `host-path: error` or
`single-replica: {production: error}` below `validate.rules`; without a word about it the rule's own default holds.
A project accepts single findings for a time, with a reason:

```yaml fragment
validate:
  exceptions:
    nodeLogs: {rule: host-path, kind: DaemonSet, name: checkout-logs, reason: OPS-7, expires: 2030-01-31}
```

An exception that has expired, or that accepts nothing any more, is an error.

`kgen validate --manifests DIR` judges manifests that kgen did not write by the same rules."""


def rules_page() -> str:
    """The text of the page."""
    blocks = [INTRODUCTION]
    for title, introduction, rules in SECTIONS:
        blocks += [f"## {title}", introduction, _index(rules), *map(_explain, rules)]
    return "\n\n".join(blocks) + "\n"


def _index(rules: list[Rule]) -> str:
    head = ["Rule", "Code", "dev", "canary", "production", "Finds"]
    return table(head, [[_link(rule), rule.code, *rule.severity, rule.summary] for rule in rules])


def _link(rule: Rule) -> str:
    return f"[{rule.name}](#{anchor(rule.name)})"


def _explain(rule: Rule) -> str:
    told = f"{rule.summary} {rule.explanation} {mending(rule)}"
    facts = f"{rule.code}, {severity_words(rule)}." + (f" Field: `{rule.mend.lstrip('/')}`." if rule.mend else "")
    return f"### {rule.name}\n\n{told}\n\n{facts}\n\n```yaml\n{rule.bad} # bad\n{rule.good} # good\n```"
