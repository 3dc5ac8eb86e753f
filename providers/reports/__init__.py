"""What somebody reports of a clinic, with or without an account: kept apart for the desk, answered in two working days.
Pages of a place write it; the desk reads and settles; demo seeds.
It knows nothing of requests, searches or accounts of patients.
"""
