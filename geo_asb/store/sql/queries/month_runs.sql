-- layer, month, data version and moment of each monthly run of a landlord, newest month first.
select layer, month, data_version, made_at
  from month_run
 where landlord = %(landlord)s
 order by month desc, layer
