-- The new batch's id.
insert into batch (landlord, kind, file_name, file_sha256, loader_version, exported_on, covers,
                   rows_read, rows_stored, rows_unchanged, rows_rejected, rows_skipped,
                   dropped_columns, notes)
values (%(landlord)s, %(kind)s, %(file_name)s, %(file_sha256)s, %(loader_version)s,
        %(exported_on)s, daterange(%(covers_start)s, %(covers_end)s),
        %(rows_read)s, 0, 0, %(rows_rejected)s, %(rows_skipped)s, %(dropped_columns)s, %(notes)s)
returning id
