"""What is behind an error: is the database away, did one statement take too long, or is a disk full?"""

import errno

from django.db import InterfaceError, OperationalError, connection

# Of SQLSTATE: the connection broke, the server shuts down, it has no room for one more.
NOT_THERE = ("08", "57P", "53300")
# A statement over its time (the web service's own limit), a lock that somebody keeps, two who wait for each other.
TOO_LONG = ("57014", "55P03", "40P01")
# Its disk is full, or it has no memory left. People can do nothing about it but wait.
NO_ROOM = ("53100", "53200", "58030")


def is_database_away(error: BaseException | None) -> bool:
    """Whether that is what is behind an error. Not when only one statement failed (a lock took too long, say)."""
    while error is not None:
        if isinstance(error, InterfaceError):  # also for a cursor used twice, which is our own fault
            return connection.connection is None or bool(connection.connection.closed)
        if isinstance(error, OperationalError):
            code = getattr(error.__cause__, "pgcode", None)  # none: nobody was there to give one
            return code is None or code.startswith(NOT_THERE)
        error = error.__cause__ or error.__context__
    return False


def took_too_long(error: BaseException | None) -> bool:
    """Whether a statement was given up for want of time: the same may well work in a minute."""
    while error is not None:
        if isinstance(error, OperationalError):
            return getattr(error.__cause__, "pgcode", None) in TOO_LONG
        error = error.__cause__ or error.__context__
    return False


def is_full(error: BaseException | None) -> bool:
    """Whether the disk took nothing more, the database's or our own."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(error.__cause__, "pgcode", None) in NO_ROOM:
            return True
        error = error.__cause__ or error.__context__
    return False
