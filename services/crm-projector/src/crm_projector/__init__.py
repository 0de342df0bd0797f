"""The event log as CRM tables, and the API that reads them."""
