"""What a clinic's people keep up for its providers: calendars, paying and parking, a price list for several, a badge.
The site mounts it beside the portal, whose pages lead here.
It has no tables of its own, and touches nothing that a check rests on.
"""
