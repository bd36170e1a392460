"""What Millbrook's leaders promised, what it was meant to move, and where it stands. All of it is made up."""

import datetime
import io

from PIL import Image, ImageDraw

from organisations.models import Organisation, Partnership, User
from pledges.days import next_review
from pledges.models import Commitment, Pledge, PledgeAim, PledgePicture, PledgeReview
from stored_files.pictures import checked_picture

WIDE, HIGH = 1200, 640
SKY, GRASS, WOOD, DARK, LEAF, WARM = "#dbe9ea", "#a9c39a", "#8a6647", "#5b4331", "#5f8f68", "#f0b56b"


def make_promises(partnership: Partnership, rows: list[dict[str, str]], people: dict[str, User], on: datetime.date):
    """The pledges of a file, made over the last fifteen months, most of them looked at since."""
    organisations = {organisation.name: organisation for organisation in partnership.organisations.all()}
    for number, row in enumerate(rows):
        pledge = _pledge(row, number, organisations[row["organisation"]], people, on)
        Commitment.objects.bulk_create(Commitment(pledge=pledge, kind=kind) for kind in row["kinds"].split())
        aims = [aim.partition(":") for aim in row["aims"].split()]
        PledgeAim.objects.bulk_create(PledgeAim(pledge=pledge, kind=kind, feature=code) for kind, _, code in aims)
        if row["standing"]:
            day = on - datetime.timedelta(days=int(row["days_ago"]))
            PledgeReview.objects.create(pledge=pledge, standing=row["standing"], why=row["why"], day=day)
        if row["picture"]:
            _picture(pledge, row["picture"])


def _pledge(row: dict[str, str], number: int, organisation: Organisation, people: dict[str, User], on) -> Pledge:
    agreed = row["state"] == "agreed"
    made_on = on - datetime.timedelta(days=460 - 38 * number if agreed else 3 + number % 5)
    looked_at = on - datetime.timedelta(days=int(row["days_ago"])) if row["standing"] else made_on
    return Pledge.objects.create(
        organisation=organisation,
        leader_name=row["leader"],
        leader_role=row["role"],
        text=row["text"],
        made_on=made_on,
        made_by=people["leader"] if organisation.name == "Millbrook Academy" else None,
        state=row["state"],
        sent_on=made_on,
        agreed_on=made_on + datetime.timedelta(days=2) if agreed else None,
        agreed_by=people["admin"] if agreed else None,
        review_due_on=next_review(looked_at) if agreed else None,
    )


def _picture(pledge: Pledge, name: str) -> None:
    draw, description = PICTURES[name]
    image = Image.new("RGB", (WIDE, HIGH), SKY)
    draw(ImageDraw.Draw(image))
    file = io.BytesIO()
    image.save(file, "PNG")
    drawn = checked_picture(file, size=file.tell())
    PledgePicture.objects.create(
        pledge=pledge,
        content=drawn.content,
        width=drawn.width,
        height=drawn.height,
        digest=drawn.digest,
        description=description,
    )


def _garden(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((880, 70, 1020, 210), fill=WARM)
    pen.ellipse((-300, 400, 900, 1100), fill="#bcd1ae")
    pen.rectangle((0, 500, WIDE, HIGH), fill=GRASS)
    pen.rectangle((318, 300, 352, 520), fill=DARK)
    for x, y, size in ((240, 160, 150), (330, 120, 170), (400, 200, 140), (290, 240, 150)):
        pen.ellipse((x - size // 2, y - size // 2 + 60, x + size // 2 + 40, y + size // 2 + 60), fill=LEAF)
    for y in (420, 450):
        pen.rounded_rectangle((640, y, 1000, y + 18), 9, fill=WOOD)
    pen.rounded_rectangle((620, 490, 1020, 512), 10, fill=WOOD)
    for x in (650, 970):
        pen.rectangle((x, 420, x + 16, 570), fill=DARK)
    for x in range(60, WIDE, 95):
        pen.line((x, 620, x, 585), fill=LEAF, width=5)
        pen.ellipse((x - 13, 565, x + 13, 591), fill=("#b4541a", "#6b3f69", "#f4ead8")[x % 3])


def _chairs(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, WIDE, HIGH), fill="#f3e9da")
    pen.rectangle((0, 520, WIDE, HIGH), fill="#d8c2a2")
    pen.rounded_rectangle((430, 70, 770, 330), 12, fill="#ffffff")
    pen.rectangle((448, 88, 752, 312), fill=SKY)
    pen.ellipse((640, 120, 700, 180), fill=WARM)
    pen.rectangle((594, 88, 606, 312), fill="#ffffff")
    pen.rectangle((448, 196, 752, 206), fill="#ffffff")
    for left, colour in ((190, "#14525a"), (790, "#6b3f69")):
        pen.rounded_rectangle((left, 260, left + 220, 470), 40, fill=colour)
        pen.rounded_rectangle((left - 20, 410, left + 240, 500), 30, fill=colour)
        for x in (left + 20, left + 190):
            pen.rectangle((x, 500, x + 14, 560), fill=DARK)
    pen.ellipse((490, 460, 710, 510), fill=WOOD)
    pen.rectangle((590, 490, 610, 575), fill=DARK)
    for x in (545, 625):
        pen.rounded_rectangle((x, 432, x + 34, 474), 8, fill="#ffffff")


PICTURES = {
    "garden": (_garden, "A drawing of a school garden: a tree, a bench and flowers in the sun"),
    "chairs": (_chairs, "A drawing of two armchairs by a window, with two cups on a small table between them"),
}
