"""What a provision file says, once it is read, and what came of applying it. Knows no floor and no file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models

from eventhub.common.errors import DomainError

Row = TypeVar("Row", bound=models.Model)


class ProvisionError(Exception):
    """The file cannot be applied. `line` counts from 1; `key` is the name that the sentence is about."""

    def __init__(self, sentence: str, *, line: int | None = None, key: str = "") -> None:
        self.sentence, self.line, self.key = " ".join(sentence.split()), line, key
        place = ", ".join(part for part in (f"line {line}" if line else "", key) if part)
        super().__init__(f"{place}: {self.sentence}" if place else self.sentence)


class Listing(list[Any]):
    """A list of the file; `lines` says where each entry stands."""

    def __init__(self, entries: Iterable[Any] = (), *, lines: Iterable[int] = ()) -> None:
        super().__init__(entries)
        self.lines = list(lines)


class Section(dict[str, Any]):
    """An object of the file, its values already of the right types. Holds only the keys that the file names."""

    def __init__(self, values: Mapping[str, Any], *, line: int, lines: Mapping[str, int]) -> None:
        super().__init__(values)
        self.line, self.lines = line, dict(lines)

    def wrong(self, key: str, sentence: str, *, entry: int | None = None) -> ProvisionError:
        """The error of one key, or of one entry of the list that stands there. To be raised by the caller."""
        value = self.get(key)
        if entry is not None and isinstance(value, Listing):
            return ProvisionError(sentence, line=value.lines[entry], key=key)
        return ProvisionError(sentence, line=self.lines.get(key, self.line), key=key)

    def refused(self, error: DomainError) -> ProvisionError:
        """An action's refusal, told as an error of this section."""
        for name, sentences in error.fields.items():
            said = sentences[0] if isinstance(sentences, list) and sentences else error.message
            return self.wrong(name, str(said))
        return ProvisionError(error.message, line=self.line)

    def entries(self, key: str) -> Iterable[tuple[int, Any]]:
        """The list at `key`, numbered for `wrong`; nothing where the file has none."""
        return enumerate(self.get(key) or ())

    def given(self, *keys: str) -> dict[str, Any]:
        """The values of those keys that the file names."""
        return {key: self[key] for key in keys if key in self}


@dataclass
class Outcome:
    """What one run did: secrets by name (shown once, then forgotten), and sentences for the summary."""

    tokens: dict[str, str] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    oauth_applications: dict[str, dict[str, str]] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def secrets(self) -> dict[str, dict[str, Any]]:
        """The shape that scripts read."""
        return {
            "tokens": self.tokens,
            "devices": self.devices,
            "oauth_applications": self.oauth_applications,
        }

    def settle(
        self,
        model: type[Row],
        *,
        key: Mapping[str, Any],
        values: Mapping[str, Any],
        called: str,
        defaults: Mapping[str, Any] | None = None,
    ) -> Row:
        """The row that `key` identifies: made when it is missing, changed where `values` differ, else left alone.

        `defaults` are for a new row only. Writes one row or nothing; `called` is its name in the summary.
        """
        row = model._base_manager.filter(**key).order_by("pk").first()
        if row is None:
            self.created.append(called)
            return model._base_manager.create(**{**(defaults or {}), **key, **values})
        self.update(row, values=values, called=called)
        return row

    def update(self, row: models.Model, *, values: Mapping[str, Any], called: str) -> None:
        """Changes what differs. Writes nothing when nothing does."""
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        if not differing:
            return
        for name in differing:
            setattr(row, name, values[name])
        row.save(update_fields=differing)
        self.changed.append(called)
