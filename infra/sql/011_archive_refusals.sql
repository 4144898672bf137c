-- register.restore_refusals(): the journal of refused commands comes back with its places and times, as that of reads does.
--
-- What is there already is left. As with the other functions of a restoration, no role but the owner may execute it.

create policy archiving on journal.refusal for select to register_owner using (true);

create function register.restore_refusals(entries jsonb) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into journal.refusal
           (position, refused_at, official, capacities, command, kind, record, code, paragraph, trace)
    overriding system value
    select e.position, e.refused_at, e.official, e.capacities, e.command, e.kind, e.record, e.code, e.paragraph, e.trace
      from jsonb_to_recordset(entries) as e (
               position bigint, refused_at timestamptz, official text, capacities text[], command text, kind text,
               record text, code text, paragraph text, trace text
           )
        on conflict do nothing;

    perform setval(pg_get_serial_sequence('journal.refusal', 'position'), max(r.position))
       from journal.refusal as r
     having max(r.position) is not null;
end
$$;

revoke all on function register.restore_refusals(jsonb) from public;
