"""What a board decides on a round's results: what, who, by when, and whether it is done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import organisations.days


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0017_closed_then_sealed"),
        ("reporting", "0015_theory_names_its_statistic"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=300, verbose_name="what was decided")),
                ("who", models.CharField(max_length=120, verbose_name="who will do it")),
                (
                    "by_when",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[organisations.days.day_of_our_time],
                        verbose_name="by when",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="not_started",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[organisations.days.day_of_our_time],
                        verbose_name="done or dropped on",
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="what has changed")),
                ("figure", models.TextField(blank=True, verbose_name="the figure as it was published")),
                ("measure", models.CharField(blank=True, max_length=40)),
                ("level", models.CharField(blank=True, max_length=10)),
                (
                    "place",
                    models.PositiveIntegerField(default=0, verbose_name="number of the place, 0 for the system"),
                ),
                ("subject_kind", models.CharField(blank=True, max_length=10)),
                ("subject", models.CharField(blank=True, max_length=80)),
                (
                    "cell",
                    models.SlugField(
                        blank=True,
                        max_length=80,
                        verbose_name="cell of the impact matrix, as reporting.read.narratives names it",
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("sent_as", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="organisations.round",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=("done", "dropped"), ended_on__isnull=False)
                        | Q(state__in=("not_started", "under_way"), ended_on__isnull=True),
                        name="what_is_done_or_dropped_has_a_day",
                    )
                ],
            },
        ),
    ]
