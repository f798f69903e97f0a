"""What a test committed is taken away after it: rows of the tables that were written, and of no other.

Django empties every table by TRUNCATE and then makes all content types and permissions anew, which takes longer than most
tests. Here one statement finds the tables that hold rows, and these are deleted from, foreign keys looked at only at the
end.
"""

from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

# Filled by migrations, and the same in every test.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
EMPTY_ALL = """
    DO $$
    DECLARE
        name text;
        found boolean;
    BEGIN
        SET CONSTRAINTS ALL DEFERRED;
        FOR name IN
            SELECT quote_ident(relname) FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> ALL (%s)
        LOOP
            EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO found;
            IF found THEN
                EXECUTE 'DELETE FROM ' || name;
            END IF;
        END LOOP;
    END
    $$
"""


def empty_written_tables(case: Any) -> None:
    """Stands in for Django's flush after a test that commits."""
    for alias in case._databases_names(include_mirrors=False):
        connection = connections[alias]
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            kept = ", ".join(f"'{name}'" for name in KEPT)
            cursor.execute(EMPTY_ALL.replace("%s", f"ARRAY[{kept}]"))


def install() -> None:
    """Puts it in the place of the flush, for every test of this process."""
    case: Any = TransactionTestCase
    case._fixture_teardown = empty_written_tables
