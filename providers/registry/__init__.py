"""The national registry of provider numbers: its API, its bulk files, and what they change in the directory.
Vetting calls it.
It knows nothing of cases and decisions.
"""
