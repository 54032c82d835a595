/**
 * PATCH, beside scim-patch in both of its modes. Its default writes into the caller's resource; with
 * `mutateDocument: false` it copies the resource first, as it must where an earlier state is still needed. Ours never
 * writes into it, and checks every value against the schema, which scim-patch does not do.
 */
import { type ScimPatchOperation, scimPatch } from "scim-patch";
import { GroupType, normalizeResource, UserType } from "../src/models/index.ts";
import { applyPatch, membershipChanges } from "../src/patch/index.ts";
import { fullUser } from "../test/models/rfc7643-examples.ts";
import { group, uuid } from "./support/company.ts";
import { type Contender, compare, type Subject } from "./support/compare.ts";

interface PeerResource {
  readonly schemas: string[];
  readonly meta: { readonly created: Date; readonly lastModified: Date };
}

/** scim-patch types the dates of `meta` as Date, though JSON has text there; it does not look at them. */
function forPeer(resource: object): PeerResource {
  const meta = { created: new Date(0), lastModified: new Date(0) };
  return { schemas: [], ...structuredClone(resource), meta };
}

const CHANGE = [
  { op: "replace", path: "displayName", value: "Barbara Jensen" },
  { op: "replace", path: 'emails[type eq "work"].value', value: "barbara@example.com" },
  { op: "add", path: "name.middleName", value: "J." },
] as const;

function changeOfUser(): Subject {
  const user = UserType.validate(normalizeResource(fullUser, UserType));
  const [reused, untouched] = [forPeer(fullUser), forPeer(fullUser)];
  const operations: ScimPatchOperation[] = [...CHANGE];
  return {
    name: "user of RFC 7643 §8.2, three operations",
    target: 1.2,
    ours: { name: "proxyclick-scim, types of the values checked", run: () => applyPatch(user, CHANGE, UserType) },
    variants: [
      {
        name: "proxyclick-scim, the whole user validated",
        run: () => applyPatch(user, CHANGE, UserType, { validate: UserType.validate }),
      },
    ],
    peers: [
      { name: "scim-patch, in place", run: () => scimPatch(reused, operations) },
      {
        name: "scim-patch, on a copy",
        run: () => scimPatch(untouched, operations, { mutateDocument: false, treatMissingAsAdd: true }),
      },
    ],
  };
}

function memberCount(resource: unknown): unknown {
  return typeof resource === "object" && resource !== null && "members" in resource && Array.isArray(resource.members)
    ? resource.members.length
    : undefined;
}

/**
 * The peer in place gets a fresh list each time, or it would work on what the time before left: its list is copied (a
 * tenth of a microsecond per hundred members), which is timed, too.
 */
function changeOfGroup(name: string, size: number, operation: ScimPatchOperation, expected: number): Subject {
  const resource = group(size);
  const [reused, untouched] = [forPeer(resource), forPeer(resource)];
  const members = resource.members ?? [];
  const isRight: Contender["isRight"] = (answer) => memberCount(answer) === expected;
  return {
    name: `${name} a group of ${size.toLocaleString("en")}`,
    target: 5,
    ours: { name: "proxyclick-scim", run: () => applyPatch(resource, [operation], GroupType), isRight },
    variants: [
      {
        name: "proxyclick-scim, as keys for a store (`membershipChanges`)",
        run: () => membershipChanges([operation], GroupType),
      },
    ],
    peers: [
      {
        name: "scim-patch, in place",
        run: () => scimPatch({ ...reused, members: members.slice() }, [operation]),
        isRight,
      },
      {
        name: "scim-patch, on a copy",
        run: () => scimPatch(untouched, [operation], { mutateDocument: false, treatMissingAsAdd: true }),
        isRight,
      },
    ],
  };
}

const SIZE = 1000;
const id = uuid(SIZE);
/** A member with the sub-attributes of the example of RFC 7644 §3.5.2.1, and one as Entra sends it. */
const whole = { value: id, $ref: `https://example.com/scim/v2/Users/${id}`, display: "Babs Jensen" };
await compare("PATCH", [
  changeOfUser(),
  changeOfGroup("add one to", SIZE, { op: "add", path: "members", value: [whole] }, SIZE + 1),
  changeOfGroup("add one, its id alone, to", SIZE, { op: "add", path: "members", value: [{ value: id }] }, SIZE + 1),
  changeOfGroup("remove one from", SIZE, { op: "remove", path: `members[value eq "${uuid(SIZE / 2)}"]` }, SIZE - 1),
]);
