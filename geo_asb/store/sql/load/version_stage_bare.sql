-- Nothing comes back. A row's own number is given where the row is kept, not in the staging table.
alter table staged_version drop column if exists version_id
