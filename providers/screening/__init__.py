"""The record of screening, the pure rules of what a license needs where, and what stands in the way of a decision.
Listing reads it; vetting writes it.
It knows nothing of pages and patients.
"""
