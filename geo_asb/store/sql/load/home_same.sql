-- Row count: staged homes equal to what is stored, taken out of the staging table.
delete from staged_home s
 using home h
 where h.landlord = %(landlord)s and h.uprn = s.uprn and h.last_batch is null
   and h.content = s.content
