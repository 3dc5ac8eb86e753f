"""Who is listed now, for programs: FHIR R4-shaped resources, searches, changes and bulk files, read-only, no account.
A publisher of its own writes each version from the facts; views ask the gate before they show one.
It knows nothing of patients, searches by people, requests or ranks.
"""
