"""kgen compiles one concise project.yml per service into every Kubernetes manifest of dev, canary and production.

What it offers to programs is described in `kgen.api`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgen.api import (
        BuildResult,
        Change,
        CheckResult,
        Compilation,
        CompiledEnvironment,
        Diagnostic,
        Drift,
        Guarantee,
        KgenError,
        Source,
        Span,
        build,
        build_many,
        check,
        check_many,
        compile,
    )

else:

    def __getattr__(name: str) -> object:
        """A name of `kgen.api`, which is imported when the first is asked for: `kgen --version` needs none of it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from kgen import api  # noqa: PLC0415 - see above

        return getattr(api, name)


__all__ = [
    "BuildResult",
    "Change",
    "CheckResult",
    "Compilation",
    "CompiledEnvironment",
    "Diagnostic",
    "Drift",
    "Guarantee",
    "KgenError",
    "Source",
    "Span",
    "build",
    "build_many",
    "check",
    "check_many",
    "compile",
]
__version__ = "0.1.0"
