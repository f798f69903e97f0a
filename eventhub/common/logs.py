"""Log lines: time, level, name, words, then the extra fields as key=value. No personal data, no secrets."""

import logging
import re
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


# What PostgreSQL adds to a refusal: the row, or the value that was taken. People's names and addresses are in it.
VALUES = re.compile(r"^(\s*(?:DETAIL|CONTEXT):).*$", re.MULTILINE)


def without_values(text: str) -> str:
    """An error's words without the values that a database quotes in them."""
    return VALUES.sub(r"\1 (left out)", text)


class LineFormatter(logging.Formatter):
    """One line an entry, readable by people and by `grep`."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
        extra = " ".join(
            f"{key}={value}"
            for key, value in vars(record).items()
            if key not in _STANDARD and key != "request"
        )
        line = f"{at} {record.levelname} {record.name}: {record.getMessage()}"
        line = f"{line} {extra}" if extra else line
        if record.exc_info:
            line = f"{line}\n{without_values(self.formatException(record.exc_info))}"
        return line
