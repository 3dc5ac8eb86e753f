"""Is every sentence true that states a fact? `make truth N=10000` searches random directories and reads the pages.

What is said is named in `matching/search/sentences.toml`; each kind has a property here, which asks the database in SQL
written from the meaning. Nothing here may import what makes the sentences, but to open the pages.
"""
