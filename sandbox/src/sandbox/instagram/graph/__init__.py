"""How the Graph API is spoken: parameters, fields, paging, errors, limits."""
