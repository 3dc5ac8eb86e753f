"""A provider does not agree: an appeal against a "no", or a correction of our record. Each has a clock of its own.
The site mounts its page for providers beside the portal's, and its queue beside the desk's.
It answers and opens a new look; what is decided then is vetting's.
"""
