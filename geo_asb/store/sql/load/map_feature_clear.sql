-- Row count: map features of one layer taken out, before a new file replaces them.
delete from map_feature where landlord = %(landlord)s and layer = %(layer)s
