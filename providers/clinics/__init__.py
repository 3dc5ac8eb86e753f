"""What the people of a clinic keep up for its providers: calendars, paying and parking, one price list for several.
The site mounts it beside the portal, whose pages lead here.
It has no tables of its own, and touches nothing that a check rests on.
"""
