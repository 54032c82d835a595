/** Which permissions each feature needs at least: errors and the documentation read this table. */

/** A feature that needs permissions of Microsoft Graph. */
export type GraphFeature =
  | "read_users"
  | "read_groups"
  | "read_application"
  | "create_application"
  | "write_assignments"
  | "read_synchronization"
  | "write_synchronization"
  | "read_logs";

/** The permissions of a feature. */
export interface FeaturePermission {
  /** What the feature does, to follow "to". */
  readonly purpose: string;
  /** Least application permissions of Microsoft Graph; all of them are needed. */
  readonly least: readonly string[];
  /** What serves in their place, and what else is needed. */
  readonly remark?: string | undefined;
}

/**
 * Application permissions of Microsoft Graph by feature. Source: the permissions sections of the pages of Microsoft
 * Graph.
 */
export const GRAPH_PERMISSIONS: Readonly<Record<GraphFeature, FeaturePermission>> = {
  read_users: {
    purpose: "read users and their managers",
    least: ["User.Read.All"],
    remark: "Directory.Read.All includes it",
  },
  read_groups: {
    purpose: "read groups and their members",
    least: ["GroupMember.Read.All"],
    remark: "Directory.Read.All includes it; groups with hidden members also need Member.Read.Hidden",
  },
  read_application: {
    purpose: "read the enterprise application and its assignments",
    least: ["Application.Read.All"],
    remark: "Application.ReadWrite.OwnedBy suffices for service principals that your application owns",
  },
  create_application: {
    purpose: "add and rename the enterprise application",
    least: ["Application.ReadWrite.OwnedBy"],
    remark: "Application.ReadWrite.All includes it",
  },
  write_assignments: {
    purpose: "assign users and groups",
    least: ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"],
    remark: "AppRoleAssignment.ReadWrite.All can grant any permission to any application: grant it only while needed",
  },
  read_synchronization: {
    purpose: "read the provisioning job, its mappings and its status",
    least: ["Synchronization.Read.All"],
    remark: "Synchronization.ReadWrite.All includes it; Application.ReadWrite.All alone is not enough",
  },
  write_synchronization: {
    purpose: "change and control the provisioning job",
    least: ["Synchronization.ReadWrite.All"],
    remark:
      "Application.ReadWrite.OwnedBy suffices where your application owns the service principal; Application.ReadWrite.All alone is not enough",
  },
  read_logs: {
    purpose: "read the provisioning log",
    least: ["ProvisioningLog.Read.All"],
    remark:
      "some tenants ask for AuditLog.Read.All and Directory.Read.All in its place; the log needs Entra ID P1 or P2",
  },
};

/** What to grant for a feature, for the message of an error. */
export function permissionAdvice(feature: GraphFeature): string {
  const { purpose, least, remark } = GRAPH_PERMISSIONS[feature];
  return (
    `To ${purpose}, the application needs ${least.join(" and ")}${remark === undefined ? "" : ` (${remark})`}. ` +
    "In the Entra admin center open App registrations > the application > API permissions, " +
    "add it under Microsoft Graph > Application permissions, and select Grant admin consent."
  );
}
