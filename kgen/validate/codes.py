"""Owns the codes of the rules, in the form in which all codes are explained."""

from kgen.codes import Code
from kgen.validate.project import ALL_RULES
from kgen.validate.rule import Rule

STAGES = ("dev", "canary", "production")


def rule_codes() -> dict[str, Code]:
    """Every rule by its code, sorted."""
    return {rule.code: _code(rule) for rule in ALL_RULES.values()}


def severity_words(rule: Rule) -> str:
    """How severe a rule is: one word, or one for each stage."""
    levels = dict(zip(STAGES, rule.severity, strict=True))
    if len(set(levels.values())) == 1:
        return rule.severity.dev
    return ", ".join(f"{level} in {stage}" for stage, level in levels.items())


def mending(rule: Rule) -> str:
    """What to do about a finding, as a sentence."""
    return f"{rule.help[0].upper()}{rule.help[1:]}."


def _code(rule: Rule) -> Code:
    return Code(
        name=rule.name,
        summary=rule.summary,
        explanation=f"{rule.explanation} {mending(rule)}",
        files={"bad": f"{rule.bad}\n", "good": f"{rule.good}\n"},
        arises=f"A rule of `kgen validate`, by default: {severity_words(rule)}.",
    )
