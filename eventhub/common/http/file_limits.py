"""How much a form may bring: what is too long is not read to its end, and the form knows."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from eventhub.common.effects import uploads

MAX_FORM_BYTES = 5 * uploads.MAX_BYTES


class Bounded(FileUploadHandler):
    """Passes over files that are longer than one may be, and those after MAX_FORM_BYTES of a form; `skipped_files` of the
    request names their fields."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._all = self._own = 0
        if request is not None:
            request.skipped_files = set()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._own = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._own += len(raw_data)
        self._all += len(raw_data)
        if self._own > uploads.MAX_BYTES or self._all > MAX_FORM_BYTES:
            if self.request is not None and self.field_name:
                self.request.skipped_files.add(self.field_name)  # type: ignore[attr-defined]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep the file."""
