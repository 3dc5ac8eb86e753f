"""`python3 caarisma/local/bootstrap.py VERB`: what the Makefile calls, and what works where make is missing.

Plain Python that any version 3 can read, so that an old one gets a sentence instead of a syntax error.
"""

import os
import shutil
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def use_a_new_enough_python() -> None:
    if sys.version_info >= OLDEST:
        return
    for minor in (13, 12, 11, 14):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    this = ".".join(str(number) for number in sys.version_info[:2])
    sys.exit(f"Caarisma needs Python 3.11 or later, and this is {this}. Install it, or name one: make run PYTHON=...")


if __name__ == "__main__":
    use_a_new_enough_python()
    sys.path[0] = ROOT  # in place of caarisma/local, so that modules have one name everywhere
    from caarisma.local.verbs import main

    sys.exit(main(sys.argv[1:]))
