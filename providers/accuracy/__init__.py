"""How often our own entries are right: each month a few are drawn by lot, called by staff, and counted.
The desk's pages call its services; numbers read its counts, and a public page lets anybody check the draw.
It knows nothing of searches and ranks, and never mixes what clinics put right by themselves into its figure.
"""
