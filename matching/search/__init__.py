"""A search: questions, draft, intake, job, list, near misses.
The site mounts it; workers and the sweeper call its services.
It knows nothing of money paid by providers: there is no field for it.
"""
