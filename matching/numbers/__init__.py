"""What the site did, month by month, for everybody to read and check: counted once, frozen, small counts hidden.
Its pages, files and chores are here; the roof mounts them, and the page about reviews shows its rows.
It knows no person: of each month it keeps counts, and which providers were listed at its end until the next is counted.
"""
