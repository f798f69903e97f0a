"""What a provision file can say is what the floors say together."""

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from eventhub.common.provision_file import Entries, Keys, many, reader_of, text
from eventhub.common.provisioning import ProvisionError

GROUND: Keys = {"": {"houses": Entries("slug")}, "houses": {"slug": text()}}
ROOF: Keys = {"houses": {"lamps": many(text())}}
FILE = yaml.compose("houses: [{slug: mill, lamps: [red, blue]}]")


def test_a_floor_adds_keys_to_what_a_floor_below_reads() -> None:
    (mill,) = reader_of([("ground", GROUND), ("roof", ROOF)])(FILE, "")["houses"]

    assert dict(mill) == {"slug": "mill", "lamps": ["red", "blue"]}


def test_without_the_floor_its_keys_are_unknown() -> None:
    with pytest.raises(ProvisionError, match="lamps: This key is not known here; known are slug"):
        reader_of([("ground", GROUND)])(FILE, "")


@pytest.mark.parametrize("again", [{"": {"houses": many(text())}}, {"houses": {"slug": text()}}])
def test_two_floors_cannot_have_the_same_key(again: Keys) -> None:
    with pytest.raises(ImproperlyConfigured, match="roof"):
        reader_of([("ground", GROUND), ("roof", again)])


def test_keys_at_a_place_that_no_floor_reads_are_a_mistake() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"houses\.rooms"):
        reader_of([("ground", GROUND), ("roof", {"houses.rooms": {"lamps": many(text())}})])
