/** Application permissions of Microsoft Graph for the directory, the least one first. */

/** Any of these reads users. */
export const READ_USERS = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];

/** Any of these reads groups. */
export const READ_GROUPS = [
  "Group.ReadBasic.All",
  "GroupMember.Read.All",
  "Group.Read.All",
  "Group.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
];

/** Any of these reads the members of groups. */
export const READ_MEMBERS = [
  "GroupMember.ReadBasic.All",
  "GroupMember.Read.All",
  "GroupMember.ReadWrite.All",
  "Group.Read.All",
  "Group.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
];

/** Any of these reads service principals and their assignments. */
export const READ_APPLICATIONS = [
  "Application.Read.All",
  "Application.ReadWrite.OwnedBy",
  "Application.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
];

/** Any of these assigns users and groups to applications. */
export const WRITE_ASSIGNMENTS = ["AppRoleAssignment.ReadWrite.All"];

/** Any of these reads the assignments of a user. */
export const READ_USER_ASSIGNMENTS = ["Directory.Read.All", "Directory.ReadWrite.All"];
