"""The rules of TikTok, one test each.

A package of its own name: pytest would otherwise name these modules after the folder `sandbox/`,
or after the service `tiktok`, and so hide the package of that name.
"""
