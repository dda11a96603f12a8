-- Row count: the runs of hot cells of a layer and month, on whatever grid, taken out to be run again.
delete from run
 where landlord = %(landlord)s and layer = %(layer)s and month = %(month)s
