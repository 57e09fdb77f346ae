"""Owns the shape of a Grafana dashboard in its classic JSON, schemaVersion 42."""

from typing import Literal, Required, TypeAlias, TypedDict

from kgen.objects.grafana_panel import DataSourceRef, Link, Panel, RowPanel


class VariableOption(TypedDict, total=False):
    """`{}` lets Grafana choose on load."""

    selected: bool | None
    text: str | list[str] | None
    value: str | list[str] | None


class DataSourceVariable(TypedDict, total=False):
    """`query` is the type of the data sources it offers."""

    name: Required[str]
    label: Required[str]
    type: Required[Literal["datasource"]]
    query: Required[Literal["prometheus"]]
    regex: str | None
    current: Required[VariableOption]
    hide: Literal[0, 1, 2] | None


class QueryVariable(TypedDict, total=False):
    """`query` is a `label_values(...)`, `definition` the same text; it is asked again when the time range changes."""

    name: Required[str]
    label: Required[str]
    type: Required[Literal["query"]]
    datasource: Required[DataSourceRef]
    query: Required[str]
    definition: Required[str]
    regex: str | None
    refresh: Required[Literal[2]]
    sort: Literal[0, 1, 2, 3, 4, 5, 6, 7, 8] | None
    multi: bool | None
    includeAll: bool | None
    allValue: str | None
    current: Required[VariableOption]
    hide: Literal[0, 1, 2] | None


Variable: TypeAlias = DataSourceVariable | QueryVariable


class Templating(TypedDict):
    list: list[Variable]


class Annotation(TypedDict, total=False):
    """Moments to mark: Grafana's own (`builtIn`), or the samples of `expr`.

    `useValueForTime` takes a sample's value for its moment, in milliseconds since 1970.
    """

    name: Required[str]
    enable: Required[bool]
    iconColor: Required[str]
    datasource: Required[DataSourceRef]
    hide: bool | None
    builtIn: Literal[1] | None
    type: Literal["dashboard"] | None
    expr: str | None
    step: str | None
    titleFormat: str | None
    textFormat: str | None
    tagKeys: str | None
    useValueForTime: bool | None


class Annotations(TypedDict):
    list: list[Annotation]


# A call instead of a class, because `from` is a word of Python.
TimeRange = TypedDict("TimeRange", {"from": str, "to": str})


class Dashboard(TypedDict, total=False):
    """`id` and `version` have no place: Grafana counts them itself, and they would change with every export."""

    uid: Required[str]
    title: Required[str]
    description: str | None
    tags: Required[list[str]]
    schemaVersion: Required[Literal[42]]
    editable: Required[Literal[False]]
    graphTooltip: Required[Literal[0, 1, 2]]
    timezone: Required[Literal["utc", "browser"]]
    refresh: Required[str]
    time: Required[TimeRange]
    links: Required[list[Link]]
    templating: Required[Templating]
    annotations: Required[Annotations]
    panels: Required[list[Panel | RowPanel]]
