"""A made-up directory with logins, for a demonstration and for benchmarks.
Commands call it.
Nothing here runs in production.
"""
