"""Signing in: codes, second factors, an employer's sign-on, sessions, and identities that a directory looks after."""

from django.apps import AppConfig


class SigningInConfig(AppConfig):
    name = "signing_in"
