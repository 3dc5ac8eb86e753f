"""`make drill`: what the site needs is stopped, hung and slowed while people use it (docs/reliability.md)."""
