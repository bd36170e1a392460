"""Addresses of the barrier ledger."""

from django.urls import path

from learning.views import ledger, public, review

app_name = "learning"
_HERE = "<slug:partnership>/barriers/"
urlpatterns = [
    # Below /s/, as all pages that keep no trace: out of our log, and with kind pages where something goes wrong.
    path("s/slip/", public.slip, name="slip"),
    path("s/barrier/<slug:partnership>/", public.barrier_name, name="barrier-name"),
    path("s/barrier/<slug:partnership>/thank-you/", public.barrier_thanks, name="barrier-thanks"),
    path(_HERE, ledger.barrier_list, name="barrier-list"),
    path(_HERE + "name/", ledger.barrier_create, name="barrier-create"),
    path(_HERE + "review/", review.barrier_review_list, name="barrier-review-list"),
    path(_HERE + "review/<uuid:pk>/", review.barrier_review, name="barrier-review"),
    path(_HERE + "<uuid:pk>/", ledger.barrier, name="barrier"),
    path(_HERE + "<uuid:pk>/pass/", ledger.barrier_pass, name="barrier-pass"),
    path(_HERE + "<uuid:pk>/hours/", ledger.barrier_hours, name="barrier-hours"),
    path("<slug:partnership>/exports/barriers.csv", ledger.barriers_csv, name="barriers-csv"),
]
