"""Answers known before a view runs: 304, 412, and what a repeated request was answered before."""

from django.http import HttpResponse


class AnsweredEarly(Exception):
    """Raised to answer at once: 304, 412, or what was answered before. `response` is the answer."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        super().__init__()
