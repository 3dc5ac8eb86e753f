"""Proof that travels: signed statements about who is listed, the keys, the tool that checks them offline, the badge.
Bulk files and numbers sign here; the site mounts its addresses, and the portal shows its badge.
It knows nothing of patients.
"""
