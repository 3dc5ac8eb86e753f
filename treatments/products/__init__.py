"""What is in the syringe: products by name, what the FDA and others say of them, and whether shots for fat are shown.

Facts come from a file of the release with their sources; the one decision is made by two medical directors. Whoever
shows what a clinic offers asks here; nobody here knows of clinics.
"""
