-- Nothing comes back. Writes what a load did into its batch.
update batch
   set rows_stored = %(stored)s, rows_unchanged = %(unchanged)s, rows_skipped = %(skipped)s,
       rows_withdrawn = %(withdrawn)s
 where id = %(batch)s
