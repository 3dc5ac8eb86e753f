"""What staff do: queue, bench, lists, trail, inside the admin.
The site mounts it.
It decides nothing: it calls vetting.
"""
