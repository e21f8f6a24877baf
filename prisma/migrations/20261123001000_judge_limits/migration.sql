-- What a judge may be asked and what it costs, what its server refuses, and presets for more servers. Owned by packages/evaluation.

ALTER TABLE judge_model
  -- Of the provider's account; null: no limit is known, and the pace is found by its answers.
  ADD COLUMN requests_per_minute integer CHECK (requests_per_minute > 0),
  ADD COLUMN tokens_per_minute integer CHECK (tokens_per_minute > 0),
  -- US dollars; null: no price is set, and no cost is shown.
  ADD COLUMN input_per_million double precision CHECK (input_per_million >= 0),
  ADD COLUMN output_per_million double precision CHECK (output_per_million >= 0),
  -- EndpointQuirks of packages/evaluation: parameters that a 400 named, so that the next process does not ask again.
  ADD COLUMN quirks jsonb;

ALTER TABLE judge_model DROP CONSTRAINT judge_model_preset_check;
ALTER TABLE judge_model ADD CONSTRAINT judge_model_preset_check
  CHECK (preset IN ('pai-judge', 'qwen-max', 'dashscope', 'openai', 'ollama', 'vllm', 'openai-compatible', 'stand-in'));
