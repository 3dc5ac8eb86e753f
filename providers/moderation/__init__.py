"""What people report and write, at the desk: requests, clinics, reviews, questions, and places with several alerts.
The site mounts it beside the desk's own pages, whose look and rules of access it takes.
It decides nothing: it calls the rooms whose word it is.
"""
