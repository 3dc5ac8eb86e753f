"""What a machine may know of how the site is: numbers for Prometheus, faults for a server that speaks Sentry.
Neither says anything about a person: docs/adr/0029.
"""
