"""Who practices where: providers, their licenses, places, hours, offerings and ZIP codes.
Every room above may read and lock it.
It knows nothing of checks, lists or patients.
"""
