"""The roof: addresses, plain pages, sitemaps, errors, health, the sweeper.
Django starts here.
Nobody imports it.
"""
