"""Each change of who may do what, and of how people prove who they are: rights, roles, e-mail addresses, passwords and
second factors, of anybody by anybody. Triggers write it, so that no page, command or SQL of the site goes past it, a
superuser's included. It knows accounts by their numbers alone: whoever is erased stays a number.
"""
