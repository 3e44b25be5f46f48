"""The app of ``themes explore``: pick themes, companies and a period; chart, table and quotes follow.

Run by ``marimo run`` with the study's folder as its argument; nothing imports it.
"""

import marimo

app = marimo.App(width="medium", app_title="callthemes")


@app.cell
def _():
    import marimo as mo

    from themes.study.study import Study

    study = Study.open(mo.cli_args().get("study"))
    return mo, study


@app.cell
def _(mo, study):
    from themes.study.selection import choices

    offered = choices(study)
    themes = mo.ui.multiselect(offered.themes, value=offered.first_themes, label="Themes", max_selections=8)
    companies = mo.ui.multiselect(offered.companies, label="Companies (none: all together)")
    first = mo.ui.dropdown(offered.quarters, value=offered.quarters[0], label="From")
    last = mo.ui.dropdown(offered.quarters, value=offered.quarters[-1], label="to")
    picked = mo.hstack([themes, companies, first, last], justify="start", wrap=True)
    mo.vstack([mo.md("# Themes in earnings calls"), mo.md(offered.title), picked])
    return companies, first, last, themes


@app.cell
def _(companies, first, last, mo, study, themes):
    from themes.study.selection import Selection

    mo.stop(not themes.value, mo.md("Pick a theme."))
    chosen = Selection(study, tuple(themes.value), tuple(companies.value), first.value, last.value)
    mo.stop(chosen.is_empty, mo.md("No call in these quarters."))
    mo.vstack([chosen.chart, mo.md("## Numbers"), mo.ui.table(chosen.table, selection=None, page_size=12)])
    return (chosen,)


@app.cell
def _(chosen, mo):
    mo.vstack(
        [
            mo.md("## In their words"),
            mo.ui.table(
                chosen.quotes, selection=None, page_size=8, wrapped_columns=["text"], column_widths={"text": 520}
            ),
        ]
    )
    return


if __name__ == "__main__":
    app.run()
