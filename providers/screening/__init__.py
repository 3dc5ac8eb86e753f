"""The record of screening: cases, checks, documents, holds, events, and the pure rules of what a license needs where.
Listing reads it; vetting writes it.
It knows nothing of pages and patients.
"""
