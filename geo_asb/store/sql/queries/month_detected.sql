-- The newest month that a landlord's layer was detected for; null before the first.
select max(month) from run where landlord = %(landlord)s and layer = %(layer)s
