-- Row count: an earlier run of the same window, taken out to be run again.
delete from run
 where landlord = %(landlord)s and layer = %(layer)s and grid = %(grid)s and month = %(month)s
   and window_months = %(window_months)s and type_group = %(type_group)s
