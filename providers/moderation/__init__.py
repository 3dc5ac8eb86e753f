"""What people report, at the desk: requests, clinics, reviews and what is said to them, and places with several alerts.
The site mounts it beside the desk's own pages, whose look and rules of access it takes.
It decides nothing: it calls the rooms whose word it is.
"""
