"""From PostgreSQL to the index and back: export, files, and what changed since. See docs/adr/0007.

The index only proposes. Whoever it finds is loaded from the database, judged by the engine and passed by the gate.
"""
