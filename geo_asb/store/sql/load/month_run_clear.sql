-- Row count: 1 where a monthly run of this layer and month is taken out, with all its parts.
delete from month_run
 where landlord = %(landlord)s and layer = %(layer)s and month = %(month)s
