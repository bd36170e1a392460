"""Addresses of results, releases and exports."""

from django.urls import path, register_converter

from reporting.draw.files import PictureConverter
from reporting.models import Decision
from reporting.views import (
    barriers,
    board_pack,
    comments,
    corrections,
    dashboards,
    decisions,
    exports,
    feeds,
    helped,
    indicators,
    matrix,
    narratives,
    pledges,
    reflections,
    releases,
    self_evaluation,
    themes,
    theory,
    voices,
)

register_converter(PictureConverter, "picture")

app_name = "reporting"
_ROUND = "<slug:partnership>/rounds/<slug:round_slug>/"
_DONE, _DROPPED = {"state": Decision.State.DONE}, {"state": Decision.State.DROPPED}
_ACTION = "<slug:partnership>/services/<slug:service>/actions/<int:pk>/"
_EVALUATED = [
    ("", "", "partnership"),
    ("services/<slug:slug>/", "service-", "service"),
    ("organisations/<slug:slug>/", "organisation-", "organisation"),
]
_EVALUATIONS = [
    path(f"<slug:partnership>/{place}self-evaluation/{end}", view, {"kind": kind}, name=f"{prefix}{name}")
    for place, prefix, kind in _EVALUATED
    for end, view, name in (
        ("", self_evaluation.self_evaluation, "self-evaluation"),
        ("make/", self_evaluation.make, "self-evaluation-make"),
        ("<int:pk>/", self_evaluation.edit, "self-evaluation-edit"),
        ("<int:pk>/word/", self_evaluation.word, "self-evaluation-word"),
        ("<int:pk>/pdf/", self_evaluation.pdf, "self-evaluation-pdf"),
    )
]
_REFLECTIONS = [
    path(f"<slug:partnership>/{place}reflections/{end}", view, name=f"{prefix}{name}")
    for place, prefix in (("", ""), ("organisations/<slug:slug>/", "organisation-"))
    for end, view, name in (
        ("", reflections.reflections, "reflections"),
        ("begin/<slug:part>/", reflections.begin, "reflection-begin"),
        ("<int:pk>/", reflections.reflection, "reflection"),
        ("<int:pk>/reopen/", reflections.reopen, "reflection-reopen"),
        ("<int:pk>/delete/", reflections.delete, "reflection-delete"),
    )
]
_PLAN = "<slug:partnership>/organisations/<slug:slug>/reflections/<int:pk>/plan/"
urlpatterns = [
    path(_PLAN, reflections.plan, name="organisation-reflection-plan"),
    *_EVALUATIONS,
    path(
        "<slug:partnership>/services/<slug:service>/actions/<int:pk>/helped/",
        helped.action_helped,
        name="action-helped",
    ),
    *_REFLECTIONS,
    path("feed/<slug:partnership>/latest/figures.csv", feeds.feed, name="feed-latest"),
    path("feed/<slug:partnership>/<slug:round_slug>/figures.csv", feeds.feed, name="feed"),
    path("<slug:partnership>/pledges/<int:pk>/", pledges.pledge, name="pledge"),
    path("<slug:partnership>/dashboard/", dashboards.dashboard, name="dashboard"),
    path(_ROUND + "dashboard/", dashboards.dashboard, name="round-dashboard"),
    path(_ROUND + "dashboard/chart.<picture:kind>", matrix.findings_picture, name="findings-picture"),
    path(_ROUND + "matrix/<slug:objective>/<slug:level>/", matrix.matrix_cell, name="cell"),
    path(_ROUND + "results/<slug:measure>/", dashboards.measure_results, name="measure-results"),
    path(_ROUND + "results/<slug:measure>/services/", dashboards.measure_services, name="measure-services"),
    path(_ROUND + "results/<slug:measure>/how/", dashboards.how_made, name="how-made"),
    path(_ROUND + "results/<slug:measure>/<slug:level>/<int:place>/", dashboards.measure_results, name="place-results"),
    path(_ROUND + "voices/", voices.three_voices, name="voices"),
    path(_ROUND + "voices/chart.<picture:kind>", voices.voices_picture, name="voices-picture"),
    path(_ROUND + "voices/<slug:level>/<int:place>/", voices.three_voices, name="place-voices"),
    path(
        _ROUND + "voices/<slug:level>/<int:place>/chart.<picture:kind>",
        voices.voices_picture,
        name="place-voices-picture",
    ),
    path(_ROUND + "themes/", themes.themes, name="themes"),
    path(_ROUND + "themes/<slug:feature>/", themes.theme, name="theme"),
    path(
        _ROUND + "themes/<slug:feature>/<slug:drawing>/chart.<picture:kind>", themes.theme_picture, name="theme-picture"
    ),
    path(_ROUND + "results/<slug:measure>/chart.<picture:kind>", themes.take_up_picture, name="take-up-picture"),
    path(_ROUND + "comments/", comments.comments, name="comments"),
    path(_ROUND + "comments/<slug:level>/<int:place>/", comments.comments, name="place-comments"),
    path("<slug:partnership>/barriers/comments/", barriers.barrier_comments, name="barrier-comments"),
    path(_ROUND + "words/", narratives.narratives_edit, name="narratives-edit"),
    path(_ROUND + "release/", releases.release_prepare, name="release-prepare"),
    path(_ROUND + "release/approve/", releases.release_approve, name="release-approve"),
    path(_ROUND + "release/discard/", releases.release_discard, name="release-discard"),
    path(_ROUND + "correction/", corrections.correction, name="correction"),
    path(_ROUND + "correction/publish/", corrections.correction_publish, name="correction-publish"),
    path(_ROUND + "correction/discard/", corrections.correction_discard, name="correction-discard"),
    path(_ROUND + "releases/<int:pk>/", corrections.release_as_it_was, name="release-as-it-was"),
    path("<slug:partnership>/exports/", exports.exports, name="exports"),
    path("<slug:partnership>/exports/feed/", feeds.key_list, name="feed-keys"),
    path("<slug:partnership>/exports/feed/<int:pk>/revoke/", feeds.key_revoke, name="feed-key-revoke"),
    path(_ROUND + "matrix.csv", exports.matrix_csv, name="matrix-csv"),
    path(_ROUND + "figures.csv", exports.figures_csv, name="figures-csv"),
    path(_ROUND + "figures.csv-metadata.json", exports.figures_metadata, name="figures-metadata"),
    path(_ROUND + "figures/workbook/", exports.figures_xlsx, name="figures-xlsx"),
    path(_ROUND + "board-pack/", board_pack.board_pack, name="board-pack"),
    path(_ROUND + "board-pack/pdf/", board_pack.board_pack_pdf, name="board-pack-pdf"),
    path("<slug:partnership>/decisions/", decisions.decisions, name="decisions"),
    path("<slug:partnership>/decisions/decisions.csv", decisions.decisions_csv, name="decisions-csv"),
    path("<slug:partnership>/decisions/<int:pk>/", decisions.decision_edit, name="decision-edit"),
    path("<slug:partnership>/decisions/<int:pk>/done/", decisions.decision_end, _DONE, name="decision-done"),
    path("<slug:partnership>/decisions/<int:pk>/dropped/", decisions.decision_end, _DROPPED, name="decision-dropped"),
    path("<slug:partnership>/decisions/<int:pk>/status/", decisions.decision_state, name="decision-state"),
    path("<slug:partnership>/decisions/<int:pk>/delete/", decisions.decision_delete, name="decision-delete"),
    path(_ROUND + "decisions/new/", decisions.decision_create, name="decision-create"),
    path("<slug:partnership>/theory-of-change/", theory.theory, name="theory"),
    path("<slug:partnership>/indicators/", indicators.indicator_list, name="indicators"),
    path("<slug:partnership>/indicators/new/", indicators.indicator_edit, name="indicator-create"),
    path("<slug:partnership>/indicators/import/", indicators.import_create, name="indicators-import"),
    path("<slug:partnership>/indicators/indicators.csv", indicators.indicators_csv, name="indicators-csv"),
    path("<slug:partnership>/indicators/<int:pk>/", indicators.indicator_edit, name="indicator-edit"),
    path("<slug:partnership>/indicators/<int:pk>/delete/", indicators.indicator_delete, name="indicator-delete"),
]
