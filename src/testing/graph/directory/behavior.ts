/** How the emulated service behaves where Microsoft Graph promises nothing: paging, repetition, delay, refusal. */

/** Behavior of an emulated Graph. Everything may be changed at any time. */
export interface GraphBehavior {
  /** Number of items in a page of a delta query; a range is drawn from at random, and 0 yields an empty page. */
  pageSize:
    | number
    | {
        /** Smallest number of items. */
        readonly min: number;
        /** Largest number of items. */
        readonly max: number;
      };
  /** Share of the pages of delta queries that repeat an item, from 0 to 1. */
  replays: number;
  /** Whether delta queries list objects in random order. */
  reorder: boolean;
  /** Whether a next link of a delta query leads to the same page again, without an end. */
  endlessNextLink: boolean;
  /** How an expired delta token is refused; `random` picks one of the four by the seed. */
  expiredDeltaToken: "400" | "404" | "410" | "410-location" | "random";
  /** Time after which a change appears in delta queries, in milliseconds. */
  deltaLag: number;
  /** Time in which a new object is not found by a GET, in milliseconds. */
  readLag: number;
  /** Number of times that a GET of a new object does not find it. */
  readsUntilFound: number;
  /** Time after which a change of the assignments appears in lists, in milliseconds. */
  assignmentLag: number;
  /** Whether delta queries report the memberships of a purged user as removed; `random` decides by the seed. */
  purgedMemberships: "reported" | "silent" | "random";
  /** Whether lists refuse the next link of an answer to a repeated request for a page, as Graph may after a retry. */
  lostRetriedLinks: boolean;
  /** Whether lists of assignments with `$top` below 999 lack principals that are not users or groups. */
  incompleteSmallPages: boolean;
}

/** The default behavior: pages of 0 to 200 items in random order, some items twice, no delay. */
export const DEFAULT_BEHAVIOR: GraphBehavior = {
  pageSize: { min: 0, max: 200 },
  replays: 0.2,
  reorder: true,
  endlessNextLink: false,
  expiredDeltaToken: "random",
  deltaLag: 0,
  readLag: 0,
  readsUntilFound: 0,
  assignmentLag: 0,
  purgedMemberships: "random",
  lostRetriedLinks: false,
  incompleteSmallPages: true,
};
