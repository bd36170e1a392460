"""A picture that someone sends: looked at carefully, made smaller, and stripped of everything but what is seen."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000  # what a good phone takes; a small file can hold a picture that fills the server's memory
MOST_DECODED = 100 * 1024 * 1024  # bytes of a picture that can only be decoded whole
_ONE_BYTE = ("1", "L", "P")  # modes with so much for each pixel; the others have four
WIDEST, TALLEST = 1600, 2400  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPicture(Exception):
    """The file cannot be taken as a picture. The message says why and what to do, for the person to read."""


@dataclass(frozen=True)
class Picture:
    """A JPEG without any metadata, and its size in pixels."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """What tells this picture from any other: 32 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()[:32]


def checked_picture(file: IO[bytes], *, size: int, formats: tuple[str, ...] = FORMATS) -> Picture:
    """The picture in a file of `size` bytes, upright, with no place, time or camera in it.

    It is at most 1600 pixels wide and 2400 high. The file's size in bytes and in pixels is looked at before anything is
    decoded. Raises NotAPicture.
    """
    if size > MOST_BYTES:
        raise NotAPicture(
            _("The selected picture must be %(megabytes)s MB or smaller") % {"megabytes": MOST_BYTES // 1024 // 1024}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=formats) as found:
                return _redrawn(found)
    except NotAPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPicture(TOO_MANY_PIXELS) from None
    except Exception as error:  # a broken or disguised file makes Pillow raise many kinds
        raise NotAPicture(_("The selected file must be a JPEG, PNG or WebP picture. Check that it opens.")) from error


TOO_MANY_PIXELS = _("The selected picture has too many pixels. Select one with fewer than 50 million.")
TOO_MANY_AT_ONCE = _(
    "The selected picture has too many pixels. Make it smaller, with fewer than 25 million, or save it as a plain JPEG."
)


def _redrawn(found: Image.Image) -> Picture:
    pixels = found.width * found.height
    if pixels > MOST_PIXELS:
        raise NotAPicture(TOO_MANY_PIXELS)
    # A JPEG that comes line by line is made smaller while it is decoded; all others are decoded whole.
    is_line_by_line = found.format == "JPEG" and not found.info.get("progressive")
    decoded = pixels * (1 if found.mode in _ONE_BYTE else 4)
    if decoded > MOST_DECODED and not is_line_by_line:
        raise NotAPicture(TOO_MANY_AT_ONCE)
    found.draft("RGB", (2 * WIDEST, 2 * WIDEST))  # a JPEG is decoded no larger than we need it
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint switches it on for everyone, and half a picture is none
    found.load()
    turned = ImageOps.exif_transpose(found)
    smaller = min(1, WIDEST / turned.width, TALLEST / turned.height)
    if smaller < 1:
        size = (max(1, round(turned.width * smaller)), max(1, round(turned.height * smaller)))
        turned = turned.resize(size, Image.Resampling.LANCZOS)
    if turned.mode.startswith("I"):  # 65,536 greys, which would all come out white
        turned = turned.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    # Onto a ground of our own: nothing but the pixels comes along, and what was see-through is white.
    ground = Image.new("RGB", turned.size, "white")
    ground.paste(turned.convert("RGB"), mask=turned.convert("RGBA").getchannel("A"))
    made = io.BytesIO()
    ground.save(made, "JPEG", quality=85, optimize=True, progressive=True)
    return Picture(made.getvalue(), ground.width, ground.height)
