"""What providers say of themselves, written down: name, licenses, papers, supervisors, places, hours, prices, products.
The portal's pages and what clinics keep together call it. It knows no page, and decides nothing: what needs a look of
ours becomes a case or a change.
"""
