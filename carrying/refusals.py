"""Why a zip is not brought in: one sentence, with the file and the line where there is one."""


class Refused(Exception):
    """The zip cannot be brought in as it is. Nothing was changed."""

    def __init__(self, reason: str, file: str = "", line: int = 0) -> None:
        where = f"{file}, line {line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{where}{reason}")
