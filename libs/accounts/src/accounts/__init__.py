"""Connected accounts: rows and tokens, how they begin and end, and the calls made for them."""
