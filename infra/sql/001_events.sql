-- The record itself: events, and the commands that brought them about.
--
-- Both tables only ever grow. ENABLE ALWAYS triggers refuse UPDATE, DELETE and TRUNCATE to everybody, whatever
-- session_replication_role says, and no role but the owner of register.append() holds INSERT. Names of the event
-- columns are those of the `eventsourcing` library, whose selects read this table unchanged.

grant usage on schema register to register_appender, register_projector;

create table register.events (
    originator_id      text collate "C" not null,
    originator_version bigint           not null check (originator_version > 0),
    topic              text collate "C" not null,
    state              bytea            not null,
    notification_id    bigint           not null check (notification_id > 0),
    recorded_at        timestamptz      not null,
    primary key (originator_id, originator_version)
);
create unique index events_notification_id_idx on register.events (notification_id);

comment on table register.events is 'What happened, in the one order of the whole register. Never changes.';
comment on column register.events.originator_id is 'Stream: the record''s id, kind-key';
comment on column register.events.originator_version is 'Place in the stream: 1, 2, 3 … without holes';
comment on column register.events.topic is 'Stable name of the event';
comment on column register.events.state is 'UTF-8 JSON {"schema": version, "act": {…}, "event": {…}}, kept byte for byte';
comment on column register.events.notification_id is 'Position in the register: 1, 2, 3 … without holes';
comment on column register.events.recorded_at is 'Time of recording; never earlier than that of the position before';

create table register.commands (
    command_id     uuid             not null primary key,
    fingerprint    bytea            not null,
    stream         text collate "C" not null,
    first_position bigint           not null,
    last_position  bigint           not null check (last_position >= first_position),
    recorded_at    timestamptz      not null
);

comment on table register.commands is 'Commands that were carried out: the same id again returns the first outcome.';
comment on column register.commands.fingerprint is 'SHA-256 of the command, its actor and its effective day';
comment on column register.commands.stream is 'The command''s own record';

create function register.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'register.% only grows: % is refused', tg_table_name, tg_op
        using errcode = 'insufficient_privilege',
              hint = 'What happened is never edited. Record a further event that corrects it.';
end
$$;

create trigger only_grows before update or delete or truncate on register.events
    for each statement execute function register.refuse_change();
alter table register.events enable always trigger only_grows;

create trigger only_grows before update or delete or truncate on register.commands
    for each statement execute function register.refuse_change();
alter table register.commands enable always trigger only_grows;

grant select on register.events, register.commands to register_appender;
grant select on register.events to register_projector;
