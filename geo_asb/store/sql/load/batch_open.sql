-- The new batch's id. It remembers the first load of this very file: itself for a new one.
with opened as (
    select nextval(pg_get_serial_sequence('batch', 'id')) as id
)
insert into batch (id, landlord, kind, file_name, file_sha256, loader_version, exported_on, covers,
                   rows_read, rows_stored, rows_unchanged, rows_rejected, rows_skipped,
                   dropped_columns, notes, first_load, complete,
                   printed_totals)
overriding system value
select opened.id, %(landlord)s, %(kind)s, %(file_name)s, %(file_sha256)s, %(loader_version)s,
       %(exported_on)s, daterange(%(covers_start)s, %(covers_end)s),
       %(rows_read)s, 0, 0, %(rows_rejected)s, %(rows_skipped)s, %(dropped_columns)s, %(notes)s,
       coalesce((select min(b.id) from batch b
                  where b.landlord = %(landlord)s and b.kind = %(kind)s
                    and b.file_sha256 = %(file_sha256)s), opened.id),
       %(complete)s, nullif(%(printed_totals)s::jsonb, '[]'::jsonb)
  from opened
returning id
