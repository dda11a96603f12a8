-- class, name and shape (EPSG:27700) of one layer's features that meet a box.
select class, name, shape from map_feature
 where landlord = %(landlord)s and layer = %(layer)s
   and shape && st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, 27700)
