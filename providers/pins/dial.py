"""The dial of one clinic, drawn around its pin as patients' lists draw it, and what a press on it means."""

from math import asin, atan2, cos, degrees, hypot, radians, sin
from typing import Final

from matching.lists.dial import CENTER_X, CENTER_Y, RADIUS, WIDTH, Dial, DialPlace, draw_dial
from providers.pins.rules import Spot

SHOWN_WIDTH: Final = 280  # pixels of the screen, on phones too: a press is told in them
SHOWN_HEIGHT: Final = 274
SCALES: Final = (0.25, 1.0, 4.0, 16.0)  # miles from the middle to the rim
EARTH: Final = 3958.8  # miles
STEPS: Final = {"n": (0, -1), "s": (0, 1), "w": (-1, 0), "e": (1, 0)}


def drawn(spot: Spot, *, scale: float, middle: DialPlace | None) -> Dial:
    places = [middle] if middle and middle.miles <= scale else []
    return draw_dial(latitude=spot[0], longitude=spot[1], radius_miles=scale, places=places)


def pressed(spot: Spot, x: int, y: int, *, scale: float) -> Spot:
    """The point under a press, in pixels as shown. A press beyond the rim is one on it."""
    ratio = WIDTH / SHOWN_WIDTH
    east, south = x * ratio - CENTER_X, y * ratio - CENTER_Y
    share = min(hypot(east, south) / RADIUS, 1.0)
    return moved(spot, miles=scale * share * share, towards=atan2(east, -south))  # near places are drawn wider


def stepped(spot: Spot, direction: str, *, scale: float) -> Spot:
    east, south = STEPS[direction]
    return moved(spot, miles=scale / 5, towards=atan2(east, -south))


def moved(spot: Spot, *, miles: float, towards: float) -> Spot:
    """`towards`: radians clockwise from north."""
    north, east, arc = radians(spot[0]), radians(spot[1]), miles / EARTH
    to_north = asin(sin(north) * cos(arc) + cos(north) * sin(arc) * cos(towards))
    turn = atan2(sin(towards) * sin(arc) * cos(north), cos(arc) - sin(north) * sin(to_north))
    return round(degrees(to_north), 6), round((degrees(east + turn) + 540) % 360 - 180, 6)
