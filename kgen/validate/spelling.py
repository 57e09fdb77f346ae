"""Owns how Kubernetes wants things spelled: names, keys and values of labels, ports, hosts.

The limits are those of `k8s.io/apimachinery/pkg/util/validation`.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from kgen.schema import pattern

Spelling: TypeAlias = Callable[[str], str | None]
"""What is wrong with a text, in words to be read after "must be"; None where nothing is."""

_PART = r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?"
_MEANING_OF_PART = "letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit"
_PATH_SEGMENT = r"(?!\.{1,2}$)[^/%]+"


def _spelling(regex: str, longest: int, meaning: str) -> Spelling:
    compiled = re.compile(regex)

    def check(text: str) -> str | None:
        if len(text) > longest:
            return f"at most {longest} characters long, not {len(text)}"
        return None if compiled.fullmatch(text) else meaning

    return check


dns_label = _spelling(pattern.DNS_LABEL, 63, pattern.MEANINGS[pattern.DNS_LABEL])
dns_subdomain = _spelling(pattern.DNS_SUBDOMAIN, 253, pattern.MEANINGS[pattern.DNS_SUBDOMAIN])
service_name = _spelling(pattern.NAME, 63, pattern.MEANINGS[pattern.NAME])
"""The older form of RFC 1035, which begins with a letter."""
cron_job_name = _spelling(pattern.DNS_SUBDOMAIN, 52, pattern.MEANINGS[pattern.DNS_SUBDOMAIN])
"""Eleven characters are left for the names of its Jobs."""
stateful_set_name = _spelling(pattern.DNS_LABEL, 52, pattern.MEANINGS[pattern.DNS_LABEL])
"""Its pods carry the name with a hash of ten digits behind it as a label."""
job_name = _spelling(pattern.DNS_SUBDOMAIN, 63, pattern.MEANINGS[pattern.DNS_SUBDOMAIN])
"""Its pods carry the name as a label."""
path_segment = _spelling(_PATH_SEGMENT, 253, "without `/` and `%`, and neither `.` nor `..`")
port_name = _spelling(pattern.PORT_NAME, 15, pattern.MEANINGS[pattern.PORT_NAME])
data_key = _spelling(
    rf"(?!\.\.){pattern.DATA_KEY[1:]}", 253, f"{pattern.MEANINGS[pattern.DATA_KEY]}, without leading `..`"
)
variable_name = _spelling(pattern.ENV_NAME, 4096, pattern.MEANINGS[pattern.ENV_NAME])
label_value = _spelling(f"({_PART})?", 63, _MEANING_OF_PART)
wildcard_host = _spelling(
    rf"(\*\.)?{pattern.DNS_SUBDOMAIN[1:-1]}", 253, "a host name in lower case, without port and scheme"
)
_key_name = _spelling(_PART, 63, _MEANING_OF_PART)


def key(text: str) -> str | None:
    """What is wrong with the key of a label or annotation: a name, or a domain, `/` and a name."""
    prefix, slash, name = text.rpartition("/")
    wrong = _key_name(name)
    if wrong is None and slash:
        wrong = dns_subdomain(prefix)
        return None if wrong is None else f"a domain before `/`: {wrong}"
    return wrong
