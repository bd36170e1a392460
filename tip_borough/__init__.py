"""TiP Borough: settings and addresses."""

__version__ = "0.2.0"
