"""scripts/words: keeps and compiles the catalogues."""

import sys

from eventhub.words import catalogues

USAGE = "Usage: scripts/words update | compile | check"


def main(arguments: list[str]) -> int:
    """update: what the sources mark goes into the catalogues, and these into the front end. compile: what Django reads.
    check: says what is missing."""
    if arguments == ["update"]:
        catalogues.update()
        catalogues.write_frontend()
        catalogues.compile_all()
    elif arguments == ["compile"]:
        catalogues.compile_all()
    elif arguments != ["check"]:
        sys.stderr.write(f"{USAGE}\n")
        return 2
    found = [] if arguments == ["compile"] else catalogues.problems()
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return 1 if found and arguments == ["check"] else 0


sys.exit(main(sys.argv[1:]))
