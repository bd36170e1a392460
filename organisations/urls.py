"""Addresses about places, people and rounds."""

from django.urls import path

from organisations.views import (
    ending,
    files,
    listing,
    mail,
    organisations,
    people,
    places,
    public,
    putting_right,
    reminders,
    rounds,
)

app_name = "organisations"
urlpatterns = [
    path("invitations/<str:token>/", people.invitation_accept, name="invitation-accept"),
    path("<slug:partnership>/", public.partnership_home, name="partnership-home"),
    path("<slug:partnership>/front-page/", listing.listing, name="listing"),
    path("<slug:partnership>/reminders/", reminders.reminders, name="reminders"),
    path("<slug:partnership>/people/", people.people_list, name="people-list"),
    path("<slug:partnership>/people/invite/", people.invitation_create, name="invitation-create"),
    path(
        "<slug:partnership>/people/invitations/<int:pk>/withdraw/",
        people.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path(
        "<slug:partnership>/people/invitations/<int:pk>/send-again/",
        people.invitation_send_again,
        name="invitation-send-again",
    ),
    path("<slug:partnership>/setup/end/", ending.partnership_end, name="partnership-end"),
    path("<slug:partnership>/files/<int:pk>/", files.file, name="file"),
    path("<slug:partnership>/files/<int:pk>/take/", files.file_take, name="file-take"),
    path("<slug:partnership>/mail/", mail.mail_list, name="mail-list"),
    path("<slug:partnership>/mail/<int:pk>/send-again/", mail.mail_send_again, name="mail-send-again"),
    path("<slug:partnership>/people/roles/<int:pk>/end/", people.membership_end, name="membership-end"),
    path("<slug:partnership>/services/", places.service_list, name="service-list"),
    path("<slug:partnership>/services/new/", putting_right.service_create, name="service-create"),
    path("<slug:partnership>/services/import/", places.import_create, name="import-create"),
    path("<slug:partnership>/services/import/<int:pk>/", places.import_preview, name="import-preview"),
    path("<slug:partnership>/services/<slug:service>/edit/", places.service_edit, name="service-edit"),
    path("<slug:partnership>/services/<slug:service>/close/", places.service_archive, name="service-archive"),
    path("<slug:partnership>/services/<slug:service>/restore/", putting_right.service_restore, name="service-restore"),
    path("<slug:partnership>/organisations/", organisations.organisation_list, name="organisation-list"),
    path(
        "<slug:partnership>/organisations/<slug:organisation>/",
        organisations.organisation_edit,
        name="organisation-edit",
    ),
    path(
        "<slug:partnership>/organisations/<slug:organisation>/leave/",
        organisations.organisation_leave,
        name="organisation-leave",
    ),
    path(
        "<slug:partnership>/organisations/<slug:organisation>/return/",
        organisations.organisation_return,
        name="organisation-return",
    ),
    path("<slug:partnership>/exports/services.csv", places.services_csv, name="services-csv"),
    path("<slug:partnership>/rounds/", rounds.round_list, name="round-list"),
    path("<slug:partnership>/rounds/new/", rounds.round_create, name="round-create"),
    path("<slug:partnership>/rounds/<slug:round_slug>/", rounds.round_detail, name="round-detail"),
    path("<slug:partnership>/rounds/<slug:round_slug>/edit/", rounds.round_edit, name="round-edit"),
    path("<slug:partnership>/rounds/<slug:round_slug>/delete/", putting_right.round_delete, name="round-delete"),
    path("<slug:partnership>/rounds/<slug:round_slug>/open/", rounds.round_open, name="round-open"),
    path("<slug:partnership>/rounds/<slug:round_slug>/close/", rounds.round_close, name="round-close"),
    path(
        "<slug:partnership>/rounds/<slug:round_slug>/not-submitted/<slug:what>.csv",
        rounds.round_unfinished_csv,
        name="round-unfinished-csv",
    ),
    path("<slug:partnership>/rounds/<slug:round_slug>/reopen/", rounds.round_reopen, name="round-reopen"),
    path("<slug:partnership>/rounds/<slug:round_slug>/seal/", rounds.round_seal, name="round-seal"),
]
