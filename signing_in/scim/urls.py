"""Addresses of a directory: those for its program, and the admin's page about it."""

from django.urls import path, re_path

from signing_in.scim import api, pages

SCIM = [
    path("ServiceProviderConfig", api.service_provider_config, name="scim-config"),
    path("ResourceTypes", api.resource_types, name="scim-resource-types"),
    path("Schemas", api.schemas, name="scim-schemas"),
    path("Users", api.users, name="scim-users"),
    path("Users/<str:pk>", api.user, name="scim-user"),
    path("Groups", api.groups, name="scim-groups"),
    re_path("^.*$", api.nothing, name="scim-nothing"),
]
SETUP = [
    path("<slug:partnership>/setup/directory/", pages.directory, name="directory"),
    path("<slug:partnership>/setup/directory/key/", pages.directory_key_create, name="directory-key-create"),
    path("<slug:partnership>/setup/directory/key/<int:pk>/end/", pages.directory_key_end, name="directory-key-end"),
]
