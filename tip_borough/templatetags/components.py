"""Template tags for our components."""

from django import template

register = template.Library()
