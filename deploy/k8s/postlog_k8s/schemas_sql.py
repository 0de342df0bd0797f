"""The roles and schemas of PostgreSQL, without the passwords of a machine of one's own."""

from postlog_k8s.settings import CHECKOUT

SOURCE = CHECKOUT / "deploy" / "postgres" / "init.sql"
LOCAL = "EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', service, service || '-local-only');"
OURS = "EXECUTE format('CREATE ROLE %I NOLOGIN', service);"
NOTE = "-- The passwords are for a machine of one's own: a deployment gives its roles others.\n"


def schemas_sql() -> str:
    """Give the script; a role cannot log in before it was given a password of its own."""
    text = SOURCE.read_text()
    if text.count(LOCAL) != 1 or NOTE not in text:
        raise ValueError(f"{SOURCE} makes its roles in another way now")
    return text.replace(NOTE, "").replace(LOCAL, OURS)
