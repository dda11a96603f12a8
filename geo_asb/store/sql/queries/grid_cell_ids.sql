-- Which of some cell ids are on the grid of a layer's monthly run.
select cell.cell_id
  from month_run m
  join cell on cell.grid = m.grid
 where m.landlord = %(landlord)s and m.layer = %(layer)s and m.month = %(month)s
   and cell.cell_id = any (%(cells)s)
