"""Property tests run on shared machines: a slow example is no failure."""

from hypothesis import settings

settings.register_profile("index", deadline=None, max_examples=60)
settings.load_profile("index")
