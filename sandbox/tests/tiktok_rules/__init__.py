"""The rules of the platform, one test each.

A package of its own name: pytest would otherwise name these modules after the folder `sandbox/`,
which hides the package that they test.
"""
