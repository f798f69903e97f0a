"""The product's settings, in the tests' own surroundings: tests.surroundings changes the environment first."""

from tests import surroundings

surroundings.prepare()

from eventhub.settings import *  # noqa: E402, F403 -- after the environment is what tests need
from eventhub.settings import DATABASES  # noqa: E402 -- as above

DATABASES["default"]["TEST"] = {"NAME": surroundings.test_database_name()}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",  # hundreds of people sign in
    "account.random_secrets.RandomSecretHasher",
]
API_RATE = API_WRONG_CREDENTIALS = (
    0  # one address asks for everybody; limits have tests of their own
)
