"""A partnership's own colour, and whether white text can be read on it."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DEFAULT_BRAND = "#14525a"
LEAST_CONTRAST = 4.5
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def contrast_with_white(colour: str) -> float:
    """The contrast ratio between a colour and white, from 1 (white) to 21 (black).

    Source: WCAG 2.2, "relative luminance" and "contrast ratio".
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def validate_brand_colour(colour: str) -> None:
    """Refuse a colour that is not six hexadecimal digits, or that white text cannot be read on."""
    if not _HEX.fullmatch(colour):
        raise ValidationError(_("Enter a colour as # and 6 digits or letters from a to f, for example #14525a"))
    if contrast_with_white(colour) < LEAST_CONTRAST:
        raise ValidationError(_("Enter a darker colour. White text is hard to read on this one"))
