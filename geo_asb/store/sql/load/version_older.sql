-- Row count: staged rows dropped because a newer file's rows of the same thing are stored.
delete from staged_version
 where ({thing}) in (select {thing} from {table}
                      where landlord = %(landlord)s and last_batch is null
                        and (made_on, file_order) > (%(made_on)s, %(file_order)s))
