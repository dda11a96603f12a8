-- First day and day after the last of each quarter in a release.
select distinct starts, ends from release_class where release = %(release)s order by starts
