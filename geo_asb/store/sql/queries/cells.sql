-- position, cell_id, centre, homes, addresses, name, ward and shape (Polygon, EPSG:27700) of a grid.
select position, cell_id, x_m, y_m, homes, addresses, name, ward, shape
  from cell where grid = %(grid)s order by position
