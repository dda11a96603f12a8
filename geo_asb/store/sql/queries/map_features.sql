-- class, name and shape (EPSG:27700) of all of one layer's features.
select class, name, shape from map_feature where landlord = %(landlord)s and layer = %(layer)s
