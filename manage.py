#!/usr/bin/env python
"""EventHub's command line: `manage.py up` serves, `manage.py provision` sets up, `manage.py doctor` checks."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventhub.settings")
    from eventhub.embedded.commands import execute  # noqa: PLC0415 -- slow import

    execute(sys.argv)


if __name__ == "__main__":
    main()
