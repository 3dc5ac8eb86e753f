"""What patients see of a provider: profile, proof, cities, sitemap.
The site mounts it.
It knows nothing of searches.
"""
