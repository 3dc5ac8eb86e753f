"""A search: questions, draft, intake, job, and the ranking that is stored.
The pages of a list stand above it; workers and the sweeper call its services.
It knows no list as people see it, and nothing of money paid by providers: there is no field for it.
"""
