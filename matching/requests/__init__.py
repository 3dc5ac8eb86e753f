"""What patients see of their requests: the form, the press that proves who asks, the thread, the calendar file.
The site mounts it; the clinic's inbox shares its words and fields.
It stores nothing of its own: each act is a service of `consultations`, and only who holds a request gets here.
"""
