"""When two rows of the directory are one place: the same street and ZIP code, whatever the suite. Pure."""

import re
import unicodedata
from typing import Final

# What stands at the end of a street line and names a part of the house: "Suite 4", "# 12", "2nd floor".
PART: Final = re.compile(
    r"(?:^|(?<=\s))(?:(?:suite|ste|unit|apt|apartment|room|rm|floor|fl|building|bldg|office|ofc)\s*#?\s*|#\s*)"
    r"(?:[a-z]?[0-9]+[a-z]?|[a-z])$"
    r"|(?:^|(?<=\s))[0-9]+(?:st|nd|rd|th)\s+(?:floor|fl)$"
)
LONGEST: Final = 120
SHORT: Final = {
    "street": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "road": "rd", "drive": "dr", "lane": "ln",
    "court": "ct", "place": "pl", "highway": "hwy", "parkway": "pkwy", "square": "sq", "terrace": "ter",
    "circle": "cir", "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw",
    "southeast": "se", "southwest": "sw", "saint": "st",
}  # fmt: skip


def place_key(line1: str, zip_code: str) -> str:
    """ "1200 Clay Street, Suite 4" and "1200 CLAY ST #12" in 94612 are both "1200 clay st|94612"."""
    flat = unicodedata.normalize("NFKD", line1.casefold())
    flat = "".join(character for character in flat if not unicodedata.combining(character))
    line = " ".join(re.sub(r"[^a-z0-9# ]+", " ", flat.replace("'", "")).split())
    while (shorter := PART.sub("", line).strip()) not in (line, ""):
        line = shorter
    words = " ".join(SHORT.get(word, word) for word in line.replace("#", " ").split())
    return f"{words[:LONGEST]}|{zip_code}"
