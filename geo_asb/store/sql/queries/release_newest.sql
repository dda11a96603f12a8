-- id, number, data_to and method version of a landlord's newest release.
select id, number, data_to, method_version from release
 where landlord = %(landlord)s order by number desc limit 1
