"""What people and machines do with the record: cases, checks, decisions, claims, documents, exclusion matches, notices.
Portal, desk and commands call it.
It stands above listing, since whoever hides somebody asks first who was listed; it knows no page.
"""
