-- name and hash of what is current in each table, whatever the order or number of loads:
-- no ids of batches or versions, no times of loading.
with current_case as (
    select landlord || case_id::text as key, version_id, content
      from asb_case where last_batch is null
), hashes (name, hash) as (
    select 'home', md5(string_agg(landlord || uprn || encode(content, 'hex'), ','
                                  order by landlord, uprn))
      from home where last_batch is null
    union all
    select 'home_area', md5(string_agg(landlord || uprn || a.kind || boundary_year || code, ','
                                       order by landlord, uprn, a.kind, boundary_year))
      from home join home_area a using (version_id) where last_batch is null
    union all
    select 'area', md5(string_agg(landlord || kind || boundary_year || code
                                  || encode(content, 'hex'), ','
                                  order by landlord, kind, boundary_year, code))
      from area where last_batch is null
    union all
    select 'asb_case', md5(string_agg(key || encode(content, 'hex'), ',' order by key))
      from current_case
    union all
    select 'case_type', md5(string_agg(key || position || code || source_label, ','
                                       order by key, position))
      from current_case join case_type using (version_id)
    union all
    select 'incident', md5(string_agg(key || position || began_at::text
                                      || coalesce(ended_at::text, '') || has_time::text, ','
                                      order by key, position))
      from current_case join incident using (version_id)
    union all
    select 'location', md5(string_agg(key || role || rung || coalesce(home_uprn, '')
                                      || coalesce(block_uprn, '')
                                      || coalesce(encode(st_asbinary(point), 'hex'), '')
                                      || reason || coalesce(probability::text, '')
                                      || coalesce(radius_m::text, ''), ',' order by key))
      from current_case join location using (version_id)
    union all
    select 'case_area', md5(string_agg(key || kind || boundary_year || code, ','
                                       order by key, kind, boundary_year))
      from current_case join case_area using (version_id)
    union all
    select 'police_report', md5(string_agg(landlord || encode(content, 'hex'), ','
                                           order by landlord, content))
      from police_report where last_batch is null
    union all
    select 'police_area', md5(string_agg(landlord || encode(content, 'hex') || kind
                                         || boundary_year || code, ','
                                         order by landlord, content, kind, boundary_year))
      from police_report join police_area using (report_id) where last_batch is null
    union all
    select 'denominator', md5(string_agg(landlord || kind || code || homes, ','
                                         order by landlord, kind, code))
      from denominator
    union all
    select 'geocode_correction', md5(string_agg(landlord || place || coalesce(uprn, '')
                                                || coalesce(encode(st_asbinary(point), 'hex'), '')
                                                || coalesce(role, ''), ','
                                                order by landlord, place))
      from geocode_correction where last_batch is null
    union all
    select 'case_correction', md5(string_agg(landlord || case_id::text || field || value, ','
                                             order by landlord, case_id, field))
      from case_correction where last_batch is null
    union all
    select 'map_feature', md5(string_agg(landlord || layer || class || name
                                         || encode(st_asbinary(shape), 'hex'), ','
                                         order by landlord, layer, class, name,
                                                  st_asbinary(shape)))
      from map_feature
    union all
    select 'camera_spell', md5(string_agg(landlord || camera_id || coalesce(starts_on::text, '')
                                          || encode(content, 'hex'), ','
                                          order by landlord, camera_id, starts_on))
      from camera_spell where last_batch is null
    union all
    select 'activity', md5(string_agg(landlord || activity_id || encode(content, 'hex'), ','
                                      order by landlord, activity_id))
      from activity where last_batch is null
    union all
    select 'plan_action', md5(string_agg(landlord || action_id || encode(content, 'hex'), ','
                                         order by landlord, action_id))
      from plan_action where last_batch is null
    union all
    select 'block_outline', md5(string_agg(landlord || uprn || encode(content, 'hex'), ','
                                           order by landlord, uprn))
      from block_outline where last_batch is null
    union all
    select 'inspection', md5(string_agg(landlord || estate || inspected_on || item
                                        || encode(content, 'hex'), ','
                                        order by landlord, estate, inspected_on, item))
      from inspection where last_batch is null
    union all
    select 'enforcement', md5(string_agg(landlord || ward || kind || starts_on || last_on
                                         || encode(content, 'hex'), ','
                                         order by landlord, ward, kind, starts_on, last_on))
      from enforcement where last_batch is null
    union all
    select 'area_link', md5(string_agg(landlord || from_kind || from_year || from_code || to_kind
                                       || to_year || to_code || coalesce(starts_on::text, '')
                                       || encode(content, 'hex'), ','
                                       order by landlord, from_kind, from_year, from_code, to_kind,
                                                to_year, to_code, starts_on))
      from area_link where last_batch is null
    union all
    select 'deprivation', md5(string_agg(landlord || kind || boundary_year || code || index_year
                                         || encode(content, 'hex'), ','
                                         order by landlord, kind, boundary_year, code, index_year))
      from deprivation where last_batch is null
    union all
    select 'postcode', md5(string_agg(landlord || postcode || encode(content, 'hex'), ','
                                      order by landlord, postcode))
      from postcode where last_batch is null
    union all
    select 'uprn_point', md5(string_agg(landlord || uprn || encode(content, 'hex'), ','
                                        order by landlord, uprn))
      from uprn_point where last_batch is null
    union all
    select 'contact', md5(string_agg(landlord || source || contact_id || encode(content, 'hex'),
                                     ',' order by landlord, source, contact_id))
      from contact where last_batch is null
    union all
    select 'contact_location', md5(string_agg(contact_id || l.role || rung
                                              || coalesce(home_uprn, '')
                                              || coalesce(block_uprn, '')
                                              || coalesce(encode(st_asbinary(point), 'hex'), '')
                                              || reason || coalesce(probability::text, '')
                                              || coalesce(radius_m::text, ''), ','
                                              order by contact_id))
      from contact join contact_location l using (version_id) where last_batch is null
    union all
    select 'contact_area', md5(string_agg(contact_id || kind || boundary_year || code, ','
                                          order by contact_id, kind, boundary_year))
      from contact join contact_area using (version_id) where last_batch is null
    union all
    select 'contact_case', md5(string_agg(contact_id || coalesce(case_id::text, '') || why
                                          || contact_case.restricted::text, ','
                                          order by contact_id))
      from contact join contact_case using (version_id) where last_batch is null
    union all
    select 'logged_incident', md5(string_agg(landlord || source || case_id || began_at
                                             || encode(content, 'hex'), ','
                                             order by landlord, source, case_id, began_at))
      from logged_incident where last_batch is null
)
select name, coalesce(hash, '') from hashes order by name
