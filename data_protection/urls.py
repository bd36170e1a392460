"""Addresses about people's data."""

from django.urls import path

from data_protection.views import agreements, documents, own, people, privacy

app_name = "data_protection"
urlpatterns = [
    path("accounts/your-data/", own.your_data, name="your-data"),
    path("accounts/your-data/take/", own.your_data_take, name="your-data-take"),
    path("<slug:partnership>/privacy/", privacy.partnership_privacy, name="privacy"),
    path("<slug:partnership>/privacy/versions/<int:version>/", privacy.privacy_version, name="privacy-version"),
    path("<slug:partnership>/privacy/edit/", privacy.privacy_edit, name="privacy-edit"),
    path("<slug:partnership>/privacy/logo.jpg", privacy.logo, name="logo"),
    path("<slug:partnership>/data-protection/", documents.overview, name="overview"),
    path("<slug:partnership>/data-protection/look/", privacy.look, name="look"),
    path("<slug:partnership>/data-protection/data-map/", documents.data_map_page, name="data-map"),
    path("<slug:partnership>/data-protection/data-map.csv", documents.data_map_csv, name="data-map-csv"),
    path("<slug:partnership>/data-protection/retention/", documents.retention, name="retention"),
    path("<slug:partnership>/data-protection/impact-assessment/", documents.impact_assessment, name="dpia"),
    path("<slug:partnership>/data-protection/childrens-code/", documents.childrens_code, name="childrens-code"),
    path("<slug:partnership>/data-protection/person/", people.person_find, name="person-find"),
    path("<slug:partnership>/data-protection/person/take/", people.person_take, name="person-take"),
    path("<slug:partnership>/data-protection/person/<int:pk>/erase/", people.erase, name="erase"),
    path("<slug:partnership>/data-protection/erased/<int:pk>/", people.erased, name="erased"),
    path("<slug:partnership>/data-protection/erased/<int:pk>/looked/<int:found>/", people.looked, name="looked"),
    path("<slug:partnership>/data-sharing/", agreements.statement, name="statement"),
    path("<slug:partnership>/data-sharing/edit/", agreements.statement_edit, name="statement-edit"),
    path("<slug:partnership>/data-sharing/versions/<int:version>/", agreements.version, name="statement-version"),
    path("<slug:partnership>/data-sharing/<slug:organisation>/agree/", agreements.agree, name="agree"),
]
