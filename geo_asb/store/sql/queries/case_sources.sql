-- The sources whose cases a landlord has loaded.
select distinct kind from batch where landlord = %(landlord)s and kind like '%% cases' order by kind
