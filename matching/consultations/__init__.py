"""A request for a visit, from its draft to an agreed time: states, thread, offered times, clocks, mails.
Pages for patients, the clinic's inbox and the desk call its services and selectors.
It knows no page, and of a person's health only the sentences that they ticked for one clinic.
"""
