/**
 * The changes of a directory.
 */

/** What the directory says of a person, besides who he is. */
export interface PersonAttributes {
  mail: string;
  surname: string;
  jobTitle: string;
  department: string;
  city: string;
  mobile: string;
  preferredLanguage: string;
}

/** Only members of an active group hold its role. */
export type GroupState = "active" | "disabled" | "deleted";

/** A change of the directory. */
export type Change =
  | { readonly kind: "join"; readonly person: PersonAttributes & { readonly tag: string; readonly id: string } }
  | { readonly kind: "leave"; readonly tag: string; readonly removal: "soft" | "hard" }
  /** A soft-deleted person is deleted for good, as the directory does after some days. */
  | { readonly kind: "purge"; readonly tag: string }
  | { readonly kind: "restore"; readonly tag: string }
  | { readonly kind: "set"; readonly tag: string; readonly attributes: Partial<PersonAttributes> }
  | { readonly kind: "enable"; readonly tag: string; readonly enabled: boolean }
  | { readonly kind: "assign"; readonly tag: string; readonly role: string | undefined }
  | { readonly kind: "member"; readonly tag: string; readonly group: string; readonly member: boolean }
  | { readonly kind: "assign_group"; readonly group: string; readonly role: string | undefined }
  /** `disabled`: no longer security-enabled; a deleted group can be restored. */
  | { readonly kind: "group_state"; readonly group: string; readonly state: GroupState }
  | { readonly kind: "manager"; readonly tag: string; readonly manager: string | undefined }
  /** New addresses by tag, all at once. */
  | { readonly kind: "rename"; readonly addresses: ReadonlyMap<string, string> };
