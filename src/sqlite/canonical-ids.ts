/** The migration to ids that compare without case: older versions stored GUIDs as the source spelled them. */
import type { DatabaseSync } from "node:sqlite";

const HEX = "[0-9A-Fa-f]";
const GUID = [8, 4, 4, 4, 12].map((length) => HEX.repeat(length)).join("-");
/** Records of users, and of the second users of an id, whose key is the id with a suffix. */
const STARTS_WITH_GUID = `source_id GLOB '${GUID}*'`;
const HAS_CAPITALS = "source_id <> lower(source_id)";

/**
 * Writes GUIDs in lower case: in the keys of records, in references that wait, in users who wait for a retry, and in
 * open intents. Of two records of one user, the one with an account stays.
 */
export function canonicalizeIds(database: DatabaseSync): void {
  const capitals = `${STARTS_WITH_GUID} AND ${HAS_CAPITALS}`;
  database.exec(`
    DELETE FROM objects WHERE target_id IS NULL AND source_id IN
      (SELECT lower(source_id) FROM objects WHERE target_id IS NOT NULL AND ${capitals});
    DELETE FROM objects WHERE target_id IS NULL AND ${capitals} AND lower(source_id) IN (SELECT source_id FROM objects);
    UPDATE OR IGNORE objects SET source_id = lower(substr(source_id, 1, 36)) || substr(source_id, 37) WHERE ${capitals};
    UPDATE objects SET escrow = json_set(escrow, '$.lastKnown.user.id', source_id)
      WHERE escrow IS NOT NULL AND json_type(escrow, '$.lastKnown.user.id') IS NOT NULL;
    UPDATE objects SET link = json_set(link, '$.awaiting', (
        SELECT json_group_object(key, CASE WHEN value GLOB '${GUID}' THEN lower(value) ELSE value END)
        FROM json_each(link, '$.awaiting')))
      WHERE link IS NOT NULL AND json_type(link, '$.awaiting') = 'object';
    DELETE FROM awaited;
    INSERT OR IGNORE INTO awaited SELECT source_id, json_each.value FROM objects, json_each(link, '$.awaiting') WHERE link IS NOT NULL;
    UPDATE intents SET body = json_set(body, '$.sourceId', lower(json_extract(body, '$.sourceId')))
      WHERE json_extract(body, '$.sourceId') GLOB '${GUID}';
    UPDATE intents SET body = json_set(body, '$.record.sourceId', lower(json_extract(body, '$.record.sourceId')))
      WHERE json_extract(body, '$.record.sourceId') GLOB '${GUID}';
  `);
}
