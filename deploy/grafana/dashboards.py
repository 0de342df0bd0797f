"""Writes the dashboards as Grafana reads them: `make dashboards` runs it.

The model is Grafana 11.6's, which later versions turn into their own when they load it.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from grafana_foundation_sdk.builders import bargauge, common, dashboard, prometheus, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import BarGaugeDisplayMode, VizOrientation
from grafana_foundation_sdk.models.dashboard import DataSourceRef
from panels import BOARDS, Board, Panel

HERE = Path(__file__).parent
SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
WIDTH, HEIGHT = 12, 8


def boards() -> Iterator[tuple[str, str]]:
    """Give each file's name and text."""
    for board in BOARDS:
        yield (
            f"{board.name}.json",
            JSONEncoder(sort_keys=True, indent=2).encode(built(board)) + "\n",
        )


def built(board: Board) -> object:
    """Build one dashboard; whoever looks chooses the Prometheus."""
    made = (
        dashboard.Dashboard(board.title)
        .uid(f"postlog-{board.name}")
        .tags(["postlog"])
        .timezone("browser")
        .time("now-6h", "now")
        .refresh("30s")
        .with_variable(
            dashboard.DatasourceVariable("datasource").label("Prometheus").type("prometheus")
        )
    )
    numbers = count(1)
    for title, panels in board.rows:
        made.with_row(dashboard.Row(title).id(next(numbers)))
        for panel in panels:
            shown = bars(panel) if panel.kind == "bars" else lines(panel)
            made.with_panel(shown.id(next(numbers)))
    return made.build()


def lines(panel: Panel) -> timeseries.Panel:
    """Show the answer over time."""
    return (
        timeseries.Panel()
        .title(panel.title)
        .description(panel.description)
        .unit(panel.unit)
        .datasource(SOURCE)
        .span(WIDTH)
        .height(HEIGHT)
        .legend(common.VizLegendOptions().show_legend(True))
        .with_target(query(panel))
    )


def bars(panel: Panel) -> bargauge.Panel:
    """Show the answer of now as one bar for each series."""
    return (
        bargauge.Panel()
        .title(panel.title)
        .description(panel.description)
        .unit(panel.unit)
        .datasource(SOURCE)
        .span(WIDTH)
        .height(HEIGHT)
        .orientation(VizOrientation.HORIZONTAL)
        .display_mode(BarGaugeDisplayMode.BASIC)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .with_target(query(panel).instant())
    )


def query(panel: Panel) -> prometheus.Dataquery:
    """Ask the panel's question."""
    return prometheus.Dataquery().ref_id("A").expr(panel.expr).legend_format(panel.legend)


if __name__ == "__main__":
    for name, text in boards():
        (HERE / name).write_text(text)
