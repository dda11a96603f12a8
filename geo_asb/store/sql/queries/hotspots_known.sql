-- type group, month, key and cell ids of the hotspots of a layer's run of this month, of the run
-- before it and of the one after it.
select h.type_group, m.month, h.key, array_agg(c.cell_id) as cells
  from month_run m
  join hotspot h on h.month_run = m.id
  join hotspot_cell c using (month_run, type_group, key)
 where m.landlord = %(landlord)s and m.layer = %(layer)s
   and m.month in (%(month)s,
                   (select max(month) from month_run
                     where landlord = %(landlord)s and layer = %(layer)s and month < %(month)s),
                   (select min(month) from month_run
                     where landlord = %(landlord)s and layer = %(layer)s and month > %(month)s))
 group by h.type_group, m.month, h.key
 order by h.type_group, m.month, h.key
