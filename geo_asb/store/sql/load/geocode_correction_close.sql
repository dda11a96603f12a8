-- Row count: 1 where a current answer to this place text is closed.
update geocode_correction set last_batch = %(batch)s
 where landlord = %(landlord)s and place = %(place)s and last_batch is null
