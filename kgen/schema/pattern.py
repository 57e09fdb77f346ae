"""Owns the patterns that text of the language must match, and what each of them asks for in words.

They are written for the regex engine of Rust, where `$` is the end of the text and nothing before it; what they use is
in JSON Schema's dialect too. None needs look-ahead.
"""

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
# One step of a path, never empty, `.` or `..`. A colon would end a mount path; control characters have no place here.
_STEP = r"([^/:.\x00-\x1f\x7f][^/:\x00-\x1f\x7f]*|\.[^/:.\x00-\x1f\x7f][^/:\x00-\x1f\x7f]*|\.\.[^/:\x00-\x1f\x7f]+)"
_REPOSITORY_STEP = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*"
_GRPC_NAME = r"[A-Za-z_][A-Za-z0-9_]*"

NAME = r"^[a-z]([-a-z0-9]*[a-z0-9])?$"
DNS_LABEL = rf"^{_LABEL}$"
DNS_SUBDOMAIN = rf"^{_LABEL}(\.{_LABEL})*$"
IDENTIFIER = r"^[A-Za-z]([-A-Za-z0-9]*[A-Za-z0-9])?$"
RULE_NAME = r"^[a-z]+(-[a-z]+)*$"
ALERT_NAME = r"^([a-z]([-a-z0-9]*[a-z0-9])?\.)?[A-Za-z][A-Za-z0-9]*$"
# Segments of digits alone come before the first segment that holds a letter: so there is a letter, and never a `--`.
PORT_NAME = r"^([0-9]+-)*[0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*$"
ENV_NAME = r"^[-._a-zA-Z][-._a-zA-Z0-9]*$"
DATA_KEY = r"^[-._a-zA-Z0-9]+$"
MOUNT_PATH = rf"^(/{_STEP})+$"
RELATIVE_PATH = rf"^{_STEP}(/{_STEP})*$"
URL_PATH = r"^/\S*$"
URL = r"^https?://\S+$"
URL_SCHEME = r"^[a-z][a-z0-9+.-]*$"
REPOSITORY = (
    rf"^(([A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*|\[[a-fA-F0-9:]+\])"
    rf"(:[0-9]+)?/)?{_REPOSITORY_STEP}(/{_REPOSITORY_STEP})*$"
)
TAG = r"^[A-Za-z0-9_][-A-Za-z0-9_.]{0,127}$"
DIGEST = r"^sha256:[a-f0-9]{64}$"
QUANTITY = r"^\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]{1,2})?$"
PERCENT = r"^(100|[0-9]{1,2})%$"
SURGE_PERCENT = r"^[0-9]{1,4}%$"
DURATION = r"^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"
ROUTE_DURATION = r"^([0-9]{1,5}(h|m|s|ms)){1,4}$"
FILE_MODE = r"^0?[0-7]{3}$"
DECIMAL = r"^[0-9]+(\.[0-9]+)?$"
OBJECTIVE = r"^[0-9]{1,2}(\.[0-9]{1,6})?$"
METRIC_NAME = r"^[a-zA-Z_:][a-zA-Z0-9_:]*$"
LABEL_NAME = r"^[a-zA-Z_][a-zA-Z0-9_]*$"
HEADER_NAME = r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"
GRPC_METHOD = rf"^{_GRPC_NAME}(\.{_GRPC_NAME})*(/{_GRPC_NAME})?$"
JSON_POINTER = r"^(/([^~/]|~[01])*)*$"
DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
KUBERNETES_VERSION = r"^1\.(2[5-9]|[3-9][0-9])$"
EMPTY_DIR_MEDIUM = r"^(Memory|HugePages(-[0-9]+[KMG]i)?)?$"

LOWER_CASE = frozenset({NAME, DNS_LABEL, DNS_SUBDOMAIN, PORT_NAME, REPOSITORY, URL_SCHEME})
"""The patterns that know no capital letters, where small ones may be meant."""

MEANINGS: dict[str, str] = {
    NAME: "lower-case letters, digits and `-`, beginning with a letter and not ending with `-`",
    DNS_LABEL: "lower-case letters, digits and `-`, beginning and ending with a letter or digit",
    DNS_SUBDOMAIN: "lower-case letters, digits, `-` and `.`, each part beginning and ending with a letter or digit",
    IDENTIFIER: "letters, digits and `-`, beginning with a letter and not ending with `-`",
    RULE_NAME: "the name of a rule of `kgen validate`, such as `host-path`",
    ALERT_NAME: "letters and digits in CamelCase, beginning with a letter; `<workload>.` before it means one workload",
    PORT_NAME: "lower-case letters, digits and single `-`, with at least one letter",
    ENV_NAME: "letters, digits, `_`, `-` and `.`, not beginning with a digit",
    DATA_KEY: "letters, digits, `-`, `_` and `.`",
    MOUNT_PATH: "an absolute path without `:`, empty steps, `.` or `..`, and without `/` at its end",
    RELATIVE_PATH: "a relative path without `:`, empty steps, `.` or `..`",
    URL_PATH: "a path that begins with `/` and holds no blanks",
    URL: "a URL that begins with `http://` or `https://`",
    URL_SCHEME: "the scheme of a URL, such as `http` or `postgres`",
    REPOSITORY: "an image repository in lower case without tag and digest, such as `registry.example.com/checkout`",
    TAG: "letters, digits, `_`, `-` and `.`, at most 128, not beginning with `-` or `.`",
    DIGEST: "`sha256:` and 64 hexadecimal digits in lower case",
    QUANTITY: "a quantity such as `250m`, `0.5`, `512Mi` or `2Gi`",
    PERCENT: "a percentage from `0%` to `100%`",
    SURGE_PERCENT: "a percentage such as `25%`",
    DURATION: "a duration such as `30s`, `5m`, `1h30m` or `300ms`, the largest unit first",
    ROUTE_DURATION: "a duration such as `10s`, `500ms` or `1m30s`",
    FILE_MODE: 'three octal digits in quotes, such as `"0440"`',
    DECIMAL: "a number such as `100` or `0.5`",
    OBJECTIVE: "a percentage below 100 with at most six decimals, such as `99.9`",
    METRIC_NAME: "the name of a metric: letters, digits, `_` and `:`, not beginning with a digit",
    LABEL_NAME: "the name of a Prometheus label: letters, digits and `_`, not beginning with a digit",
    HEADER_NAME: "the name of an HTTP header, without blanks",
    GRPC_METHOD: "`package.Service` or `package.Service/Method`",
    JSON_POINTER: "a JSON pointer such as `/spec/replicas`, with `~1` for a `/` inside a key",
    DATE: "a date such as `2027-01-31`",
    KUBERNETES_VERSION: 'a Kubernetes version from `"1.25"` on, in quotes and without patch number',
    EMPTY_DIR_MEDIUM: "`Memory`, `HugePages` or `HugePages-2Mi`",
}
"""What each pattern asks for, to be read after "must be" or "expected"."""
