"""What has to be done again and again: one table of chores, each with its period, lock, last run and last fault.
A room names its own in its `chores.py`; the site's list puts them together, and the sweeper works through it.
It knows no chore but its own.
"""
