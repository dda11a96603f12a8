-- Every rung of the geocoding ladder, how sure a place is and how far it may be off.

alter table location
    drop constraint location_rung_check,
    add constraint location_rung_check check (rung in (
        'officer', 'uprn', 'address', 'corrected', 'block', 'near', 'junction', 'street', 'estate',
        'postcode', 'none'
    )),
    add column probability double precision check (probability between 0 and 1),
    add column radius_m double precision check (radius_m >= 0);
