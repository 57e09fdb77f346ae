"""Owns the shape of a Grafana field configuration: what a value looks like, as text, colour and curve."""

from typing import Literal, Required, TypeAlias, TypedDict


class Threshold(TypedDict, total=False):
    """From `value` on the colour holds; the first step has none and holds from minus infinity."""

    value: float | None
    color: Required[str]


class Thresholds(TypedDict):
    mode: Literal["absolute", "percentage"]
    steps: list[Threshold]


class FieldColor(TypedDict, total=False):
    mode: Required[Literal["thresholds", "palette-classic", "palette-classic-by-name", "fixed", "shades"]]
    fixedColor: str | None
    seriesBy: Literal["min", "max", "last"] | None


class ValueMappingResult(TypedDict, total=False):
    text: str | None
    color: str | None
    index: int | None


class ValueMap(TypedDict):
    """The text of single values."""

    type: Literal["value"]
    options: dict[str, ValueMappingResult]


class SpecialValue(TypedDict):
    match: Literal["true", "false", "null", "nan", "null+nan", "empty"]
    result: ValueMappingResult


class SpecialValueMap(TypedDict):
    """The text of no value."""

    type: Literal["special"]
    options: SpecialValue


ValueMapping: TypeAlias = ValueMap | SpecialValueMap


class ThresholdsStyle(TypedDict):
    mode: Literal["off", "line", "dashed", "area", "line+area", "dashed+area"]


class Stacking(TypedDict, total=False):
    mode: Required[Literal["none", "normal", "percent"]]
    group: str | None


class LineStyle(TypedDict, total=False):
    fill: Required[Literal["solid", "dash", "dot"]]
    dash: list[int] | None


class ScaleDistribution(TypedDict, total=False):
    type: Required[Literal["linear", "log", "symlog"]]
    log: Literal[2, 10] | None


class GraphField(TypedDict, total=False):
    """How a timeseries panel draws a field."""

    drawStyle: Literal["line", "bars", "points"] | None
    lineInterpolation: Literal["linear", "smooth", "stepBefore", "stepAfter"] | None
    lineWidth: int | None
    lineStyle: LineStyle | None
    fillOpacity: int | None
    gradientMode: Literal["none", "opacity", "hue", "scheme"] | None
    showPoints: Literal["auto", "never", "always"] | None
    pointSize: int | None
    spanNulls: bool | int | None  # milliseconds, if a number
    stacking: Stacking | None
    thresholdsStyle: ThresholdsStyle | None
    scaleDistribution: ScaleDistribution | None
    axisPlacement: Literal["auto", "left", "right", "hidden"] | None
    axisLabel: str | None
    axisSoftMin: float | None
    axisSoftMax: float | None


class TableCellOptions(TypedDict, total=False):
    type: Required[Literal["auto", "color-text", "color-background", "gauge"]]
    mode: Literal["basic", "gradient"] | None


class TableField(TypedDict, total=False):
    """How a table panel shows a column."""

    align: Literal["auto", "left", "center", "right"] | None
    width: int | None
    cellOptions: TableCellOptions | None
    filterable: bool | None


class FieldDefaults(TypedDict, total=False):
    unit: Required[str]
    decimals: int | None
    min: float | None
    max: float | None
    displayName: str | None
    noValue: str | None
    color: FieldColor | None
    thresholds: Thresholds | None
    mappings: list[ValueMapping] | None
    custom: GraphField | TableField | None


class FieldMatcher(TypedDict):
    id: Literal["byName", "byRegexp", "byType", "byFrameRefID"]
    options: str


class FieldProperty(TypedDict):
    """`id` is a path into FieldDefaults (`unit`, `custom.width`)."""

    id: str
    value: object


class FieldOverride(TypedDict):
    matcher: FieldMatcher
    properties: list[FieldProperty]


class FieldConfig(TypedDict):
    defaults: FieldDefaults
    overrides: list[FieldOverride]
