-- Nothing comes back. A place for a file's rows of one versioned table, gone with the transaction.
create temp table staged_version (like {table}) on commit drop
