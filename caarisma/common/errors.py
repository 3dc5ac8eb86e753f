"""Errors whose message a person may read."""

from collections.abc import Iterable
from typing import ClassVar

from caarisma.common.http import UNPROCESSABLE


class UserFacingError(Exception):
    """Something a person can understand and mend. The message is shown as it is: no ids, no health words.

    `status`: of the answer when no view says it beside a field (caarisma.common.middleware.SaidInWords). 422: what was
    sent will not do; 409: what it was about is not as it was.
    """

    status: ClassVar[int] = UNPROCESSABLE

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class IllegalMove(UserFacingError):
    """A state may not follow the present one."""

    status = 409

    def __init__(self, current: str, to: str, allowed: Iterable[str]) -> None:
        self.current, self.to = current, to
        steps = ", ".join(sorted(allowed)) or "nothing: this is an end"
        super().__init__(f'"{current}" cannot become "{to}". What may follow: {steps}.')
