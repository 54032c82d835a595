/**
 * The characteristics that RFC 7643 §8.7.1 gives to every attribute of User, EnterpriseUser and Group.
 *
 * Columns: path, type, multiValued, required, caseExact, mutability, returned, uniqueness, then canonical values or
 * reference types. `-` stands for a characteristic that the section leaves out, which then has its default (§2.2).
 */
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";

const USER = `
userName                 string    single   required  false readWrite default server
name                     complex   single   optional  -     readWrite default none
name.formatted           string    single   optional  false readWrite default none
name.familyName          string    single   optional  false readWrite default none
name.givenName           string    single   optional  false readWrite default none
name.middleName          string    single   optional  false readWrite default none
name.honorificPrefix     string    single   optional  false readWrite default none
name.honorificSuffix     string    single   optional  false readWrite default none
displayName              string    single   optional  false readWrite default none
nickName                 string    single   optional  false readWrite default none
profileUrl               reference single   optional  false readWrite default none   external
title                    string    single   optional  false readWrite default none
userType                 string    single   optional  false readWrite default none
preferredLanguage        string    single   optional  false readWrite default none
locale                   string    single   optional  false readWrite default none
timezone                 string    single   optional  false readWrite default none
active                   boolean   single   optional  -     readWrite default -
password                 string    single   optional  false writeOnly never   none
emails                   complex   multiple optional  -     readWrite default none
emails.value             string    single   optional  false readWrite default none
emails.display           string    single   optional  false readWrite default none
emails.type              string    single   optional  false readWrite default none   work,home,other
emails.primary           boolean   single   optional  -     readWrite default -
phoneNumbers             complex   multiple optional  -     readWrite default -
phoneNumbers.value       string    single   optional  false readWrite default none
phoneNumbers.display     string    single   optional  false readWrite default none
phoneNumbers.type        string    single   optional  false readWrite default none   work,home,mobile,fax,pager,other
phoneNumbers.primary     boolean   single   optional  -     readWrite default -
ims                      complex   multiple optional  -     readWrite default -
ims.value                string    single   optional  false readWrite default none
ims.display              string    single   optional  false readWrite default none
ims.type                 string    single   optional  false readWrite default none   aim,gtalk,icq,xmpp,msn,skype,qq,yahoo
ims.primary              boolean   single   optional  -     readWrite default -
photos                   complex   multiple optional  -     readWrite default -
photos.value             reference single   optional  false readWrite default none   external
photos.display           string    single   optional  false readWrite default none
photos.type              string    single   optional  false readWrite default none   photo,thumbnail
photos.primary           boolean   single   optional  -     readWrite default -
addresses                complex   multiple optional  -     readWrite default none
addresses.formatted      string    single   optional  false readWrite default none
addresses.streetAddress  string    single   optional  false readWrite default none
addresses.locality       string    single   optional  false readWrite default none
addresses.region         string    single   optional  false readWrite default none
addresses.postalCode     string    single   optional  false readWrite default none
addresses.country        string    single   optional  false readWrite default none
addresses.type           string    single   optional  false readWrite default none   work,home,other
groups                   complex   multiple optional  -     readOnly  default -
groups.value             string    single   optional  false readOnly  default none
groups.$ref              reference single   optional  false readOnly  default none   User,Group
groups.display           string    single   optional  false readOnly  default none
groups.type              string    single   optional  false readOnly  default none   direct,indirect
entitlements             complex   multiple optional  -     readWrite default -
entitlements.value       string    single   optional  false readWrite default none
entitlements.display     string    single   optional  false readWrite default none
entitlements.type        string    single   optional  false readWrite default none
entitlements.primary     boolean   single   optional  -     readWrite default -
roles                    complex   multiple optional  -     readWrite default -
roles.value              string    single   optional  false readWrite default none
roles.display            string    single   optional  false readWrite default none
roles.type               string    single   optional  false readWrite default none
roles.primary            boolean   single   optional  -     readWrite default -
x509Certificates         complex   multiple optional  -     readWrite default -
x509Certificates.value   binary    single   optional  false readWrite default none
x509Certificates.display string    single   optional  false readWrite default none
x509Certificates.type    string    single   optional  false readWrite default none
x509Certificates.primary boolean   single   optional  -     readWrite default -
`;

const ENTERPRISE_USER = `
employeeNumber           string    single   optional  false readWrite default none
costCenter               string    single   optional  false readWrite default none
organization             string    single   optional  false readWrite default none
division                 string    single   optional  false readWrite default none
department               string    single   optional  false readWrite default none
manager                  complex   single   optional  -     readWrite default -
manager.value            string    single   optional  false readWrite default none
manager.$ref             reference single   optional  false readWrite default none   User
manager.displayName      string    single   optional  false readOnly  default none
`;

const GROUP = `
displayName              string    single   optional  false readWrite default none
members                  complex   multiple optional  -     readWrite default -
members.value            string    single   optional  false immutable default none
members.$ref             reference single   optional  false immutable default none   User,Group
members.type             string    single   optional  false immutable default none   User,Group
`;

/** The three tables, by schema URN. */
export const RFC_7643_CHARACTERISTICS: Readonly<Record<string, string>> = {
  [USER_SCHEMA]: USER,
  [ENTERPRISE_USER_SCHEMA]: ENTERPRISE_USER,
  [GROUP_SCHEMA]: GROUP,
};

/** Where the models differ on purpose from §8.7.1: the rows that change, each with the text that it follows. */
export const DEVIATIONS: readonly { readonly path: string; readonly differs: string; readonly follows: string }[] = [
  { path: "profileUrl", differs: "caseExact", follows: "§2.3.7: a reference is case exact" },
  { path: "photos.value", differs: "caseExact", follows: "§2.3.7: a reference is case exact" },
  { path: "groups.$ref", differs: "caseExact", follows: "§2.3.7: a reference is case exact" },
  { path: "manager.$ref", differs: "caseExact", follows: "§2.3.7: a reference is case exact" },
  { path: "members.value", differs: "caseExact", follows: "§3.1: an id is case exact" },
  { path: "members.$ref", differs: "caseExact", follows: "§2.3.7: a reference is case exact" },
  { path: "x509Certificates.value", differs: "caseExact", follows: "§2.3.6: a binary is case exact" },
  {
    path: "addresses.primary",
    differs: "added",
    follows: "§2.4 and the example of §8.2, whose work address is primary",
  },
  { path: "displayName", differs: "required", follows: "§4.2: the displayName of a Group is REQUIRED" },
  { path: "members.display", differs: "added", follows: "§2.4 and the example of §8.4, whose members have one" },
];
