-- The hotspots of a landlord's monthly run that rests on current data, of one month or the newest of
-- each layer: layer, month, type group, key, name, ward, state, counts, cell ids; the last decision
-- on it, made that month or earlier, with the cases in the cells as a person nudged them.
with chosen as (
    select m.* from month_run m
     where m.landlord = %(landlord)s and m.data_version = %(data_version)s
       and m.month = coalesce(%(month)s, (select max(n.month) from month_run n
                                           where n.landlord = m.landlord and n.layer = m.layer))
), decided as (
    select distinct on (key, layer_month.id) d.*, layer_month.id as month_run
      from hotspot_decision d
      join chosen layer_month on d.landlord = layer_month.landlord
                             and d.month <= layer_month.month
     order by key, layer_month.id, d.id desc
)
select m.layer, m.month, h.type_group, h.key, h.name, h.ward, h.state, h.strong, h.likely, h.cases,
       h.expected, h.homes, h.now, h.before,
       array(select c.cell_id from hotspot_cell c
              where (c.month_run, c.type_group, c.key) = (h.month_run, h.type_group, h.key)
              order by c.position) as cells,
       d.verdict, d.reason, d.cells_added, d.cells_taken, d.decided_by, d.decided_at,
       d.month as decided_on_month,
       (select coalesce(sum(rc.cases), 0)::integer
          from run r
          join run_cell rc on rc.run = r.id
          join cell on cell.grid = r.grid and cell.position = rc.position
         where (r.landlord, r.layer, r.month, r.grid, r.type_group, r.window_months)
               = (m.landlord, m.layer, m.month, m.grid, h.type_group, 12)
           and d.verdict = 'nudge' and not cell.cell_id = any (d.cells_taken)
           and (cell.cell_id = any (d.cells_added)
                or exists (select from hotspot_cell c
                            where (c.month_run, c.type_group, c.key)
                                  = (h.month_run, h.type_group, h.key)
                              and c.cell_id = cell.cell_id))) as cases_nudged
  from chosen m
  join hotspot h on h.month_run = m.id
  left join decided d on d.key = h.key and d.month_run = m.id
 order by m.layer, h.type_group, h.cases desc, h.key
