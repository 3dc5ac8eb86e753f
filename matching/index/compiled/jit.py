"""How the loops are compiled.

numba keeps compiled code by the file of the function that was called, with all that this one calls inside. So a loop
calls only loops of its own file: a change in another one would not be noticed. Constants are compiled in as well: who
changes one that stands in another file clears `__pycache__` here.
"""

from numba import njit


def jit(function):
    """Compiled once a machine where the code can be kept, else once a process: an install may be read-only."""
    try:
        return njit(cache=True)(function)
    except RuntimeError:
        return njit(function)
