"""The kinds of files about figures that are not counted here."""

ORDER = 70
WHAT_INDICATORS = "indicators"
KINDS: list = []
