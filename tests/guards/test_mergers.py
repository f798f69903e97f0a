"""Whatever names a person follows when two records of one person are merged."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from eventhub.common import floors
from people.models import Person

MERGED = {
    model
    for path in floors.wiring(settings.FLOORS).hooks["PERSON_MERGERS"]
    for model in import_string(f"{path.rpartition('.')[0]}.MERGED")
}
NAMING = sorted(
    {
        model
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }
    - {Person},  # `merged_into`: the merge's own
    key=lambda model: model._meta.label,
)


@pytest.mark.parametrize("model", NAMING, ids=lambda model: model._meta.label)
def test_rows_that_name_a_person_are_moved_when_persons_are_merged(model):
    assert model in MERGED, f"move {model._meta.label} in its floor's merging.py (PERSON_MERGERS)"


def test_no_merger_is_named_for_nothing():
    assert set(NAMING) == MERGED
