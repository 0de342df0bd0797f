-- One role and one schema per service; a role sees its own schema and nothing else.
-- Runs any number of times, in the database it is connected to, as its superuser.
DO $$
DECLARE
    service text;
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    FOREACH service IN ARRAY ARRAY['auth', 'tiktok', 'instagram', 'crm'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', service);
            EXECUTE format('ALTER ROLE %I SET search_path = %I', service, service);
        END IF;
        EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, service);
        EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I', current_database(), service);
    END LOOP;
    -- The CRM is made anew in a schema beside its own, which then takes its name.
    EXECUTE format('GRANT CREATE ON DATABASE %I TO crm', current_database());
END
$$;
