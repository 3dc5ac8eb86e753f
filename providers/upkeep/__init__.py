"""Pages of the portal that look over all of a profile: where it stands, what ends when, what was decided, leaving.
The site mounts it beside the portal, whose rules of access and frame it takes.
It decides nothing and stores nothing: it reads other rooms and calls their services.
"""
