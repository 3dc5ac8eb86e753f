"""What no design can beat: reading the bytes it must read, and one round trip to the database."""

import time

import numpy as np
from django.db import connection

from benchmarks.context import Context
from benchmarks.measure import number
from benchmarks.report import heading


def measure(context: Context) -> None:
    bandwidth, round_trip = read_bandwidth(), select_one(context)
    context.details["limits"] = {"memory_read_gb_s": bandwidth, "select_1_ms": round_trip}
    heading(f"Limits: memory read {number(bandwidth)} GB/s; one SELECT 1 {number(round_trip)} CPU ms, both ends")


def read_bandwidth() -> float:
    """GB/s of one core that adds up 256 MB: the best of seven, as neighbors only slow it down."""
    words = np.ones(32_000_000)
    best = 0.0
    for _ in range(7):
        start = time.perf_counter()
        words.sum()
        best = max(best, words.nbytes / (time.perf_counter() - start) / 1e9)
    return best


def select_one(context: Context) -> float:
    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()

    ask()
    return sorted(context.clock.milliseconds(ask) for _ in range(500))[250]
