-- Row count: the user whose failed sign-in was counted. From the fifth on, each one locks the
-- account for twice as long as the one before, half an hour at most.
update app_user
   set failures = failures + 1,
       locked_until = case when failures + 1 >= 5
           then now() + least(interval '30 minutes',
                              interval '15 seconds' * power(2, least(failures - 4, 10)))
           end
 where name = %(name)s
