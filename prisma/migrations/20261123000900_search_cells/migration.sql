-- The index for searching tells single traces apart now (docs/decisions/009-search.md). The worker makes it anew; until it has come
-- that far, searches read what is not indexed, the newest first.
TRUNCATE search_segment, search_number, search_state;

COMMENT ON COLUMN search_segment.trace_ids IS '16 bytes each; 256 cells of neighbours';
COMMENT ON COLUMN search_segment.filter IS 'Which cells may hold a token: span-store/src/search/block-filter.ts. blocks + 1 blocks of 128 bytes.';
COMMENT ON COLUMN search_number.ranges IS 'Smallest and largest number of groups and cells: span-store/src/search/number-ranges.ts';
