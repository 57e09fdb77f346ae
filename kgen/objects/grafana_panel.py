"""Owns the shapes of Grafana's panels: row, timeseries, stat, table, heatmap, text."""

from typing import Literal, Required, TypeAlias, TypedDict

from kgen.objects.grafana_field import FieldConfig


class DataSourceRef(TypedDict):
    """`uid` is a variable of the dashboard, `${datasource}`, or Grafana's own `-- Grafana --`."""

    type: str
    uid: str


class GridPos(TypedDict):
    """Of 24 columns; one of height is about 30 pixels."""

    x: int
    y: int
    w: int
    h: int


class Target(TypedDict, total=False):
    """A PromQL query; `refId` is unique in its panel."""

    refId: Required[str]
    datasource: Required[DataSourceRef]
    expr: Required[str]
    legendFormat: str | None
    format: Literal["time_series", "table", "heatmap"] | None
    instant: bool | None
    range: bool | None
    interval: str | None
    exemplar: bool | None
    editorMode: Literal["builder", "code"] | None
    hide: bool | None


class Transformation(TypedDict):
    id: str
    options: dict[str, object]


class Legend(TypedDict):
    displayMode: Literal["list", "table", "hidden"]
    placement: Literal["bottom", "right"]
    showLegend: bool
    calcs: list[str]


class Tooltip(TypedDict):
    mode: Literal["single", "multi", "none"]
    sort: Literal["none", "asc", "desc"]


class TimeseriesOptions(TypedDict):
    legend: Legend
    tooltip: Tooltip


class ReduceOptions(TypedDict, total=False):
    """`fields` is a regular expression; `""` takes all numeric fields."""

    calcs: Required[list[str]]
    fields: str | None
    values: bool | None


class StatOptions(TypedDict, total=False):
    reduceOptions: Required[ReduceOptions]
    colorMode: Literal["value", "background", "background_solid", "none"] | None
    graphMode: Literal["none", "line", "area"] | None
    justifyMode: Literal["auto", "center"] | None
    orientation: Literal["auto", "horizontal", "vertical"] | None
    textMode: Literal["auto", "value", "value_and_name", "name", "none"] | None
    wideLayout: bool | None


class TableSort(TypedDict, total=False):
    displayName: Required[str]
    desc: bool | None


class TableOptions(TypedDict, total=False):
    showHeader: bool | None
    cellHeight: Literal["sm", "md", "lg"] | None
    sortBy: list[TableSort] | None


class HeatmapColor(TypedDict, total=False):
    mode: Required[Literal["scheme", "opacity"]]
    scheme: str | None
    steps: int | None
    exponent: float | None
    reverse: bool | None


class HeatmapAxis(TypedDict, total=False):
    unit: str | None
    decimals: int | None
    axisPlacement: Literal["auto", "left", "right", "hidden"] | None


class HeatmapLegend(TypedDict):
    show: bool


class HeatmapTooltip(TypedDict, total=False):
    mode: Required[Literal["single", "multi", "none"]]
    yHistogram: bool | None
    showColorScale: bool | None


class HeatmapRows(TypedDict):
    layout: Literal["auto", "le", "ge", "unknown"]


class HeatmapFilter(TypedDict, total=False):
    """Cells at or below `le`, or at or above `ge`, are not drawn."""

    le: float | None
    ge: float | None


class HeatmapExemplars(TypedDict):
    color: str


class HeatmapOptions(TypedDict, total=False):
    """`calculate` makes buckets out of plain series; Prometheus' histograms have theirs."""

    calculate: bool | None
    color: Required[HeatmapColor]
    yAxis: Required[HeatmapAxis]
    legend: Required[HeatmapLegend]
    tooltip: Required[HeatmapTooltip]
    exemplars: HeatmapExemplars | None
    rowsFrame: HeatmapRows | None
    filterValues: HeatmapFilter | None
    cellGap: int | None
    showValue: Literal["auto", "never", "always"] | None


class TextOptions(TypedDict):
    mode: Literal["markdown", "html"]
    content: str


class Link(TypedDict, total=False):
    """A link of a dashboard or a panel: `dashboards` lists those that carry the `tags`, `link` opens the `url`."""

    type: Required[Literal["dashboards", "link"]]
    title: Required[str]
    tooltip: str | None
    icon: str | None
    tags: list[str] | None
    url: str | None
    asDropdown: bool | None
    includeVars: bool | None
    keepTime: bool | None
    targetBlank: bool | None


class PlacedPanel(TypedDict, total=False):
    """What every panel but a row has; `id` is unique in the dashboard."""

    id: Required[int]
    title: Required[str]
    description: Required[str]
    gridPos: Required[GridPos]
    transparent: bool | None
    links: list[Link] | None


class QueryPanel(PlacedPanel, total=False):
    """What every panel that shows data has."""

    datasource: Required[DataSourceRef]
    targets: Required[list[Target]]
    fieldConfig: Required[FieldConfig]
    transformations: list[Transformation] | None
    interval: str | None
    maxDataPoints: int | None


class TimeseriesPanel(QueryPanel):
    type: Literal["timeseries"]
    options: TimeseriesOptions


class StatPanel(QueryPanel):
    type: Literal["stat"]
    options: StatOptions


class TablePanel(QueryPanel):
    type: Literal["table"]
    options: TableOptions


class HeatmapPanel(QueryPanel):
    type: Literal["heatmap"]
    options: HeatmapOptions


class TextPanel(PlacedPanel):
    type: Literal["text"]
    options: TextOptions


Panel: TypeAlias = TimeseriesPanel | StatPanel | TablePanel | HeatmapPanel | TextPanel


class RowPanel(TypedDict):
    """`panels` holds those of a collapsed row; those of an open one follow it in the dashboard, else they vanish."""

    id: int
    type: Literal["row"]
    title: str
    collapsed: bool
    gridPos: GridPos
    panels: list[Panel]
