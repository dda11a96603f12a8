-- The batch that first brought the very file of this batch.
select first_load from batch where id = %(batch)s
