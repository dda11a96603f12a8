-- Row count: staged rows dropped because a newer file's rows of the same thing are stored, or a newer
-- complete file held no such thing.
delete from staged_version
 where ({thing}) in (select {thing} from {table}
                      where landlord = %(landlord)s and last_batch is null
                        and (made_on, file_order) > (%(made_on)s, %(file_order)s))
    or exists (select from batch this
                 join batch newer using (landlord, kind)
                where this.id = %(batch)s and newer.complete
                  and (newer.exported_on, newer.first_load) > (%(made_on)s, %(file_order)s))
