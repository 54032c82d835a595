/**
 * The same with Microsoft Graph as the source, over its emulator: delta tokens expire, changes arrive late, answers are
 * lost, pages come in any order and size, and processes die between what the mirror and what the job store. A cycle
 * without changes must not send more requests than documented.
 *
 * Twenty seeds by default; `node test/long/model/run.ts SEED 1 --source entra --shrink` looks for a small run that
 * shows the same.
 */
import { seedCases } from "./seed-cases.ts";

seedCases(20, { source: "entra" });
