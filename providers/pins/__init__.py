"""Where exactly a clinic stands: a dial on which its people press, how far a pin may be from its address, and keeping
it. The portal shows it. It asks no geocoder, and a pin that nobody set stays where the directory put it.
"""
