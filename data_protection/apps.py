"""Data protection: what is kept about people, what organisations agreed to, a person's own data, and how long."""

from django.apps import AppConfig


class DataProtectionConfig(AppConfig):
    name = "data_protection"
