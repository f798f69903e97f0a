"""The embedded mode's mail server: a folder. One message, one file, named by its Message-ID."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes each message to `settings.EMAIL_FILE_PATH`; a repetition replaces the file, it never makes a second."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def delivered(self, message_id: str) -> bool:
        """Whether the message of this id lies in the folder."""
        return self._path(message_id).exists()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            content = email.message()
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
                file.write(content.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(self._path(str(content["Message-ID"])))
        return len(email_messages)

    def _path(self, message_id: str) -> Path:
        return self.folder / f"{hashlib.sha256(message_id.encode()).hexdigest()[:24]}.eml"
