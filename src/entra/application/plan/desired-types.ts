/** The types of the desired state of an enterprise application. */
import type { SynchronizationSchemaDocument } from "../../../provisioning/mapping/schema.ts";

/** A change of the mapping of users. Members that you leave out stay as they are. */
export type MappingChange =
  | {
      /** Adds an attribute mapping, or changes these members of it. */
      readonly set: {
        /** Target attribute as the mapping names it, such as `name.givenName`. An unknown one is added. */
        readonly target: string;
        /** The expression, such as `[givenName]`; null for a mapping that has a default value only. */
        readonly expression?: string | null | undefined;
        /** Value that a new account gets if the expression has none; null for no default. */
        readonly defaultValue?: string | null | undefined;
        /** 0 for an attribute that is not used for matching; otherwise the lowest comes first. */
        readonly matchingPriority?: number | undefined;
        /** When the mapping is applied. */
        readonly flowType?:
          | "Always"
          | "ObjectAddOnly"
          | "MultiValueAddOnly"
          | "ValueAddOnly"
          | "AttributeAddOnly"
          | undefined;
        /** Whether an unchanged value is sent. */
        readonly flowBehavior?: "FlowWhenChanged" | "FlowAlways" | undefined;
        /** Whether a value that is gone from the directory is removed from the account. */
        readonly flowNullValues?: boolean | undefined;
        /** Type of a target attribute that is added, in the terms of Graph; `String` by default. */
        readonly type?: "String" | "Integer" | "Boolean" | "DateTime" | "Reference" | "Binary" | undefined;
      };
    }
  | {
      /** Target attribute whose mapping is removed; it need not be mapped. */
      readonly remove: string;
    }
  | {
      /** Replaces all scoping filters; an empty list removes them. A user is in scope when any of them matches. */
      readonly scopingFilters: readonly {
        /** Title of the filter. */
        readonly name: string;
        /** Clauses that must all match. */
        readonly clauses: readonly {
          /** Source attribute. */
          readonly attribute: string;
          /** Operator as Entra spells it, such as `EQUALS` or `IS NOT NULL`. */
          readonly operator: string;
          /** Values to compare with; none for unary operators. */
          readonly values?: readonly string[] | undefined;
        }[];
      }[];
    }
  | {
      /** Target object actions: the writes that are allowed. */
      readonly actions: {
        /** Whether accounts may be created. */
        readonly create?: boolean | undefined;
        /** Whether accounts may be changed. */
        readonly update?: boolean | undefined;
        /** Whether accounts may be deleted. */
        readonly delete?: boolean | undefined;
      };
    };

/** The desired state of an enterprise application. Whatever it leaves out stays as it is. */
export interface DesiredApplication {
  /** Address of the JSON Schema, for editors. */
  readonly $schema?: string | undefined;
  /** The application itself. */
  readonly application?:
    | {
        /** Name or id of the gallery template, or `custom` for none; `Proxyclick` by default. */
        readonly template?: string | undefined;
        /** Name; by default that of the template. Without `id`, it finds the application; with `id`, it renames it. */
        readonly displayName?: string | undefined;
        /** Object id of the service principal, or application (client) id. */
        readonly id?: string | undefined;
      }
    | undefined;
  /** Its provisioning. Members that you leave out stay as they are. */
  readonly provisioning?:
    | {
        /** Tenant URL. */
        readonly tenantUrl?: string | undefined;
        /** Secret Token. It cannot be read back, so it cannot be compared. */
        readonly secretToken?: string | undefined;
        /** E-mails about quarantine and deletions that the threshold holds back. */
        readonly notification?:
          | {
              /** Recipient. */
              readonly email: string;
              /** Whether e-mails are sent; true by default. */
              readonly enabled?: boolean | undefined;
            }
          | undefined;
        /** Most deletions and disables in a cycle; above it, Entra executes none. `off` for no limit. */
        readonly deletionThreshold?: number | "off" | undefined;
        /** Who is provisioned: assigned users and groups, or all. */
        readonly scope?: "assigned" | "all" | undefined;
        /** Whether the accounts of users who fall out of scope stay as they are. */
        readonly skipOutOfScopeDeletions?: boolean | undefined;
        /** Whether provisioning runs. */
        readonly status?: "on" | "off" | undefined;
        /**
         * Changes of the current mapping of users, or a whole synchronization schema, of which only the mappings and
         * scoping filters are applied.
         */
        readonly mapping?:
          | SynchronizationSchemaDocument
          | {
              /** Changes, in their order. */
              readonly changes: readonly MappingChange[];
            }
          | undefined;
      }
    | undefined;
  /** Users and groups to assign. */
  readonly assignments?:
    | readonly {
        /** Object id, user principal name, or display name of a group. */
        readonly principal: string;
        /** Whether the principal is a user or a group; looked up by default. */
        readonly type?: "user" | "group" | undefined;
        /**
         * Value, name or id of an app role. By default `User`, else the first enabled role for users, but not
         * `msiam_access`; Default Access only where the application declares no role.
         */
        readonly role?: string | undefined;
      }[]
    | undefined;
}

/** A change of one attribute mapping of users. */
export type AttributeMappingChange = Extract<MappingChange, { readonly set: unknown }>["set"];

/** What the provisioning of an application should be. */
export type DesiredProvisioning = NonNullable<DesiredApplication["provisioning"]>;

/** A user or group that is to be assigned. */
export type DesiredAssignment = NonNullable<DesiredApplication["assignments"]>[number];
