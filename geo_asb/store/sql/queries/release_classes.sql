-- position and class (0: 0-4, 1: 5-9, 2: 10-19, 3: 20 and more) of a quarter in a release.
select position, class from release_class
 where release = %(release)s and starts = %(starts)s order by position
