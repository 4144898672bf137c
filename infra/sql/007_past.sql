-- past.position_at(), past.counters: what a question about the register as it stood needs besides the events.
--
--   past.position_at(instant)  the last position recorded at an instant or before. Times never run backwards and
--                              positions have no holes, so twenty looks find it among a million events.
--   past.counters              the counters of the boards as they stood at a position, kept by the projector every few
--                              thousand events, so that a board of any day is a difference and not a count of all that
--                              happened. Figures alone, no personal values. Disposable: whatever is missing is counted
--                              again; rows of another declaration of the read models are not used.

create schema past;
grant usage on schema past to register_projector;

create function past.position_at(instant timestamptz) returns bigint
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    low    bigint := 0;
    high   bigint;
    middle bigint;
begin
    select e.notification_id into high from register.events as e order by e.notification_id desc limit 1;
    high := coalesce(high, 0);
    while low < high loop
        middle := (low + high + 1) / 2;
        if (select e.recorded_at from register.events as e where e.notification_id = middle) <= instant then
            low := middle;
        else
            high := middle - 1;
        end if;
    end loop;
    return low;
end
$$;

revoke all on function past.position_at(timestamptz) from public;
grant execute on function past.position_at(timestamptz) to register_projector;

create table past.counters (
    position    bigint not null primary key check (position > 0),
    declaration text   not null,
    tables      json   not null
);

comment on table past.counters is 'Counters of the boards as they stood at a position; disposable.';
comment on column past.counters.position is 'Position of the last event counted';
comment on column past.counters.declaration is 'The declaration of the read models from which they come';
comment on column past.counters.tables is 'Rows of each table of counters, by its name';

grant select, insert, delete on past.counters to register_projector;
