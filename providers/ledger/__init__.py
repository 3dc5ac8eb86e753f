"""The ledger of looks: one row for each provider, source and look, also when nothing was found, in a chain of hashes.
Triggers write it when a list, the registry or a check says something; the desk reads it, and nobody calls it to write.
It knows nothing of who is listed, of searches or of pages.
"""
