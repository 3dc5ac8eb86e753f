"""The change log of the directory, and the snapshots of it that searches read.
Search reads through it.
It knows nothing of patients and intakes.
"""
