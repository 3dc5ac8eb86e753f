"""State boards' files of license holders: the maps that read them, each reading, what it said, and what waits to be
decided. `providers.runs` reads files with it, the listing hides by its alerts, the desk shows it.
It knows nothing of cases, mails or who is listed.
"""
