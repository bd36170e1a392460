"""How far a self-assessment is, feature by feature."""

from django.utils.translation import gettext as _

from assessments.models import Assessment, Rating


def features_of(assessment: Assessment) -> list[dict]:
    """Every feature with how far it is, from one read of the ratings."""
    ratings = list(assessment.ratings.select_related("statement__feature", "stage").prefetch_related("files__stored"))
    asked = {feature.pk for feature in assessment.round.assessed_features()}
    features: dict[int, dict] = {}
    for rating in ratings:
        row = features.setdefault(
            rating.statement.feature_id,
            {
                "feature": rating.statement.feature,
                "ratings": [],
                "missing": 0,
                "carried": 0,
                "is_asked": rating.statement.feature_id in asked,
            },
        )
        row["ratings"].append(rating)
        row["missing"] += not (rating.stage_id or rating.does_not_apply)
        row["carried"] += rating.carried_forward
    for row in features.values():
        row["started"] = row["missing"] < len(row["ratings"])
        row["done"] = not row["missing"] and not row["carried"]
    return sorted(features.values(), key=lambda row: row["feature"].order)


def status_of(row: dict) -> tuple[str, str]:
    """A feature's status in words, and the tone of its tag."""
    if row["done"]:
        return _("Completed"), "brand"
    if not row["is_asked"] and not row["started"]:
        return _("Optional"), "plain"
    if row["carried"]:
        return _("Check and confirm"), "sand"
    return (_("In progress"), "amber") if row["started"] else (_("Not yet started"), "sand")


MOST_TO_GROW = 3


def room_to_grow(assessment: Assessment) -> list[Rating]:
    """The first few statements at the earliest stage that was chosen; none where that is the last there is.

    What does not apply has no stage. All that are given back share theirs, and none has an action that is open.
    """
    ratings = assessment.ratings.filter(stage__isnull=False).select_related("statement__feature", "stage")
    chosen = list(ratings)
    stages = [stage.value for stage in assessment.round.framework.stages.all()]
    lowest = min((rating.stage.value for rating in chosen), default=max(stages, default=0))
    if lowest == max(stages, default=0):
        return []
    acted_on = set(assessment.service.improvement_actions.open().values_list("statement__code", flat=True))
    lowest_ones = [rating for rating in chosen if rating.stage.value == lowest]
    return [rating for rating in lowest_ones if rating.statement.code not in acted_on][:MOST_TO_GROW]
