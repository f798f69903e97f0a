"""What stands in the log, and what must not."""

import io
import logging

import pytest
from django.db import IntegrityError

from eventhub.common.logs import LineFormatter
from shop.models import Category
from tests.make import make_event, make_organizer, make_user


def logged(error: Exception) -> str:
    """The line of an incident."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(LineFormatter())
    words = {"msg": "it broke", "levelname": "ERROR", "name": "test", "order": 7}
    handler.emit(
        logging.makeLogRecord({**words, "exc_info": (type(error), error, error.__traceback__)})
    )
    return out.getvalue()


@pytest.mark.django_db
def test_the_values_of_a_row_that_a_constraint_refused_are_left_out() -> None:
    name = "lovelace"  # a value, no word of the source that a traceback quotes
    make_user(f"ada.{name}@example.org")

    with pytest.raises(IntegrityError) as refused:
        make_user(f"ada.{name}@example.org")
    line = logged(refused.value)

    assert "it broke order=7" in line
    assert "duplicate key" in line
    assert f"ada.{name}" not in line


@pytest.mark.django_db
def test_the_rest_of_an_incident_stays() -> None:
    event = make_event(make_organizer())

    with pytest.raises(Category.DoesNotExist) as missing:
        Category.objects.get(event=event, pk=1)

    assert "Category matching query does not exist" in logged(missing.value)
    assert __file__ in logged(missing.value)
