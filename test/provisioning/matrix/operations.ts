/** The operations of the matrix: what the directory says before, when the operation is due, and afterwards. */
import type { ProvisioningJobOptions } from "../../../src/provisioning/index.ts";
import type { TargetRequest } from "../../support/target-faults.ts";

/** A person of the directory. */
export interface Member {
  readonly id: string;
  /** Never changed: it tells whose account it is. */
  readonly givenName: string;
  readonly mail: string;
  readonly title: string;
  readonly enabled: boolean;
  readonly assigned: boolean;
  readonly manager: string;
}

/** The directory at one moment. */
export type Company = readonly Member[];

function member(name: string, more: Partial<Member> = {}): Member {
  return {
    id: `${name}-id`,
    givenName: name,
    mail: `${name}@contoso.com`,
    title: "Engineer",
    enabled: true,
    assigned: true,
    manager: "",
    ...more,
  };
}

/** How an account must be in the end. */
export interface Wanted {
  readonly active: boolean;
  readonly title?: string;
  /** Given name of the manager; null for nobody. */
  readonly manager?: string | null;
}

/** What came of the faulty write; what a directory says of people who are gone depends on its kind. */
interface Circumstances {
  readonly tookEffect: boolean;
  readonly source: "snapshot" | "delta";
}

/** The accounts of ada and her like in the end, by given name; several pictures, where the rules leave it open. */
export type Picture = Readonly<Record<string, Wanted>>;

/** What happens to the directory after the faulty cycle. */
export interface FollowUp {
  readonly company: Company;
  readonly expected: (circumstances: Circumstances) => readonly Picture[];
}

export interface Operation {
  readonly name: string;
  readonly options?: Partial<ProvisioningJobOptions>;
  /** Address of an account that is there before. */
  readonly foreign?: string;
  /** Directories of the cycles before. */
  readonly before: readonly Company[];
  /** The directory that makes the operation due. */
  readonly due: Company;
  /** The write that goes wrong. */
  readonly call: TargetRequest["call"];
  readonly unchanged: FollowUp;
  readonly changedBack: FollowUp;
  readonly userGone: FollowUp;
}

const NOBODY: Picture = {};
const ACTIVE: Picture = { ada: { active: true } };
const INACTIVE: Picture = { ada: { active: false } };

/** A missing user is soft-deleted; one whom a delta names as gone for good is deleted. */
function gone({ source }: Circumstances): readonly Picture[] {
  return [source === "snapshot" ? INACTIVE : NOBODY];
}

function always(...pictures: readonly Picture[]): FollowUp["expected"] {
  return () => pictures;
}

const create: Operation = {
  name: "create",
  before: [[member("ada", { assigned: false })]],
  due: [member("ada")],
  call: "create",
  unchanged: { company: [member("ada")], expected: always(ACTIVE) },
  changedBack: {
    company: [member("ada", { assigned: false })],
    expected: ({ tookEffect }) => [tookEffect ? INACTIVE : NOBODY],
  },
  userGone: { company: [], expected: (all) => (all.tookEffect ? gone(all) : [NOBODY]) },
};

const update: Operation = {
  name: "update",
  before: [[member("ada")]],
  due: [member("ada", { title: "Director" })],
  call: "patch",
  unchanged: {
    company: [member("ada", { title: "Director" })],
    expected: always({ ada: { active: true, title: "Director" } }),
  },
  changedBack: { company: [member("ada")], expected: always({ ada: { active: true, title: "Engineer" } }) },
  userGone: { company: [], expected: gone },
};

const disable: Operation = {
  name: "disable",
  before: [[member("ada")]],
  due: [member("ada", { enabled: false })],
  call: "patch",
  unchanged: { company: [member("ada", { enabled: false })], expected: always(INACTIVE) },
  changedBack: { company: [member("ada")], expected: always(ACTIVE) },
  userGone: { company: [], expected: gone },
};

const enable: Operation = {
  name: "enable",
  before: [[member("ada")], [member("ada", { enabled: false })]],
  due: [member("ada")],
  call: "patch",
  unchanged: { company: [member("ada")], expected: always(ACTIVE) },
  changedBack: { company: [member("ada", { enabled: false })], expected: always(INACTIVE) },
  userGone: { company: [], expected: gone },
};

const deleteUnassigned: Operation = {
  name: "delete",
  options: { softDelete: false },
  before: [[member("ada")]],
  due: [member("ada", { assigned: false })],
  call: "delete",
  unchanged: { company: [member("ada", { assigned: false })], expected: always(NOBODY) },
  changedBack: { company: [member("ada")], expected: always(ACTIVE) },
  userGone: { company: [], expected: always(NOBODY) },
};

const deleteMissing: Operation = {
  name: "delete of somebody who is gone",
  options: { deleteAfterDays: 0 },
  before: [[member("ada")]],
  due: [],
  call: "delete",
  unchanged: { company: [], expected: always(NOBODY) },
  changedBack: { company: [member("ada")], expected: always(ACTIVE) },
  /** Another person gets the address. */
  userGone: {
    company: [member("eve", { mail: "ada@contoso.com" })],
    expected: always({ eve: { active: true } }),
  },
};

const BOSS: Picture = { bob: { active: true } };

const reference: Operation = {
  name: "reference",
  before: [[member("ada"), member("bob")]],
  due: [member("ada", { manager: "bob-id" }), member("bob")],
  call: "patch",
  unchanged: {
    company: [member("ada", { manager: "bob-id" }), member("bob")],
    expected: always({ ...BOSS, ada: { active: true, manager: "bob" } }),
  },
  changedBack: {
    company: [member("ada"), member("bob")],
    expected: always({ ...BOSS, ada: { active: true, manager: null } }),
  },
  userGone: { company: [member("bob")], expected: (all) => gone(all).map((picture) => ({ ...BOSS, ...picture })) },
};

const managed = member("ada", { manager: "bob-id" });
const bobInactive: Picture = { bob: { active: false } };

/** The manager gets an account after the user: a second pass sets the reference. */
const lateReference: Operation = {
  name: "reference of the second pass",
  before: [[managed, member("bob", { assigned: false })]],
  due: [managed, member("bob")],
  call: "patch",
  unchanged: {
    company: [managed, member("bob")],
    expected: always({ ...BOSS, ada: { active: true, manager: "bob" } }),
  },
  changedBack: {
    company: [managed, member("bob", { assigned: false })],
    expected: always({ ...bobInactive, ...ACTIVE }),
  },
  userGone: { company: [member("bob")], expected: (all) => gone(all).map((picture) => ({ ...BOSS, ...picture })) },
};

/** As it was before: the account of nobody. */
const FOREIGN: Picture = { Somebody: { active: true, title: "Visitor" } };
/** Found and linked, but not written yet. */
const FOREIGN_INACTIVE: Picture = { Somebody: { active: false } };

const adoption: Operation = {
  name: "adoption",
  foreign: "ada@contoso.com",
  before: [[member("ada", { assigned: false })]],
  due: [member("ada")],
  call: "patch",
  unchanged: { company: [member("ada")], expected: always({ ada: { active: true, title: "Engineer" } }) },
  changedBack: {
    company: [member("ada", { assigned: false })],
    expected: ({ tookEffect }) => (tookEffect ? [INACTIVE] : [FOREIGN, FOREIGN_INACTIVE]),
  },
  userGone: {
    company: [],
    expected: (all) => (all.tookEffect ? gone(all) : [FOREIGN, all.source === "snapshot" ? FOREIGN_INACTIVE : NOBODY]),
  },
};

export const OPERATIONS: readonly Operation[] = [
  create,
  update,
  disable,
  enable,
  deleteUnassigned,
  deleteMissing,
  reference,
  lateReference,
  adoption,
];
