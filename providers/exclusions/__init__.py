"""Federal exclusion lists: reading them, what is in force, who is on record as found, and the pure rules of matching.
Vetting calls it.
It knows nothing of cases and decisions.
"""
