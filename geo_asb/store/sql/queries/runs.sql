-- layer, month, window, group, cases, tested, strong and likely cells of a landlord's runs.
select r.layer, r.month, r.window_months, r.type_group, r.cases, r.tested,
       count(*) filter (where c.verdict = 'strong') as strong,
       count(*) filter (where c.verdict = 'likely') as likely
  from run r left join run_cell c on c.run = r.id
 where r.landlord = %(landlord)s
 group by r.id
 order by r.layer, r.month, r.window_months, r.type_group
