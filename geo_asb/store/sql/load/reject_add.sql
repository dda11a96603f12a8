-- Row count: rejects kept with their batch.
insert into reject (batch, row_number, column_name, reason)
values (%(batch)s, %(row)s, %(column)s, %(reason)s)
