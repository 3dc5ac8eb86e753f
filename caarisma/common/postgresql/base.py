"""Django's PostgreSQL, with a cheaper look at whether a session that was kept is still open."""

import select

from django.db.backends.postgresql import base

SOMETHING_CAME = select.POLLIN | select.POLLHUP | select.POLLERR


class DatabaseWrapper(base.DatabaseWrapper):
    """Each page begins with that question (CONN_HEALTH_CHECKS), and Django asks it with a statement: a trip that cost
    as much as reading the person's session.
    """

    health_check_enabled: bool
    health_check_done: bool

    def close_if_health_check_failed(self) -> None:
        """A server that ends a session says so at once, and between two pages it says nothing else. Only where
        something came is it asked. A machine that vanished without a word is found by the first statement, and the
        page is made once more (docs/adr/0014).
        """
        if self.health_check_enabled and not self.health_check_done and self._is_open_and_silent():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _is_open_and_silent(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        look = select.poll()  # select() itself takes no socket above the 1,024th
        look.register(self.connection.fileno(), SOMETHING_CAME)
        return not look.poll(0)
