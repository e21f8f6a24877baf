-- Saved views of the trace list. Owned by packages/access.

-- A view is the address of the list without its page: query, columns, order and time range as the URL writes them.
CREATE TABLE saved_view (
  project_id uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  id         uuid NOT NULL,
  -- Who made it. Null once the account is gone: what was shared stays, what was private is swept with the next new view.
  owner_id   text REFERENCES "user" (id) ON DELETE SET NULL,
  name       text NOT NULL,
  search     text NOT NULL,
  is_shared  boolean NOT NULL DEFAULT false,
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, id),
  -- What everybody starts with must be there for everybody.
  CONSTRAINT saved_view_default_is_shared CHECK (is_shared OR NOT is_default)
);
-- A project has at most one default.
CREATE UNIQUE INDEX saved_view_default_idx ON saved_view (project_id) WHERE is_default;
-- Accounts that are deleted look for their views.
CREATE INDEX saved_view_owner_idx ON saved_view (owner_id);
