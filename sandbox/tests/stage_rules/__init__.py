"""What the sandbox does for every platform.

A package of its own name, so that pytest does not name these modules after the folder `sandbox/`,
which would hide the package that they test.
"""
