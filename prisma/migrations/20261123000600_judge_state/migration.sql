-- What the last real calls of a judge said, and judges that came with a request. Owned by packages/evaluation.

ALTER TABLE judge_model
  -- The last readable answer, of a run or a test. probed_at is the last test that passed.
  ADD COLUMN last_answer_at timestamptz,
  -- The last call that gave no readable answer: { code, message }. An answer since then does not erase it; the times tell.
  ADD COLUMN last_failed_at timestamptz,
  ADD COLUMN last_failure jsonb,
  -- False: made for a request that brought its judge along. It is used by that request and its like, and is in no choice.
  ADD COLUMN is_listed boolean NOT NULL DEFAULT true;

-- A mode was kept, with a time, for judges that had never answered: only stored answers count from here on.
UPDATE judge_model SET last_answer_at = answered.at
  FROM (SELECT evaluation.judge_model_id AS id, max(judge_call.at) AS at
          FROM judge_call
          JOIN evaluation ON evaluation.project_id = judge_call.project_id AND evaluation.id = judge_call.evaluation_id
         WHERE judge_call.outcome = 'ok'
         GROUP BY evaluation.judge_model_id) AS answered
 WHERE judge_model.id = answered.id;
UPDATE judge_model SET probed_at = NULL WHERE last_answer_at IS NULL;
UPDATE judge_model SET output_mode = NULL WHERE last_answer_at IS NULL AND preset IN ('pai-judge', 'openai-compatible');

-- Names are for choosing: only listed judges need one of their own.
DROP INDEX judge_model_name_idx;
CREATE UNIQUE INDEX judge_model_name_idx ON judge_model (project_id, name) WHERE archived_at IS NULL AND is_listed;
-- One unlisted judge per address and model, so that requests do not pile them up. Hashed: an address may be longer than an
-- index entry.
CREATE UNIQUE INDEX judge_model_unlisted_idx ON judge_model (project_id, preset, md5(base_url || ' ' || model))
  WHERE archived_at IS NULL AND NOT is_listed;
