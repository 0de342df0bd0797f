"""Connected accounts: what the user asked for, and what the provider service answered."""
