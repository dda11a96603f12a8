-- id, data version: the monthly run of one layer and month, or no row.
select id, data_version
  from month_run
 where landlord = %(landlord)s and layer = %(layer)s and month = %(month)s
