/**
 * The people of the sample company, with the peculiarities that real directories have.
 */
import type { ENTRA_USER_COLUMNS } from "../src/files/csv/entra-user-columns.ts";
import { type NumberRange, OFFICES, type Office } from "./contoso-offices.ts";
import { draw, guid } from "./contoso-random.ts";

type Column = (typeof ENTRA_USER_COLUMNS)[number] | "preferredLanguage";

/** A row of the export; a column that is absent is empty. */
export type User = Readonly<Partial<Record<Column, string>> & { id: string; displayName: string }>;

/** A user, and how it is assigned to the application. */
export interface Person {
  readonly user: User;
  readonly assigned: "direct" | "group" | "both" | "with default access" | "default access" | "no";
}

const TENANT = "contoso.onmicrosoft.com";
/** Department that the scoping filter leaves out. */
export const OUT_OF_SCOPE = "External Workforce";
const JOBS = [
  ["Sales", "Account Manager"],
  ["Engineering", "Software Engineer"],
  ["Finance", "Controller"],
  ["Human Resources", "HR Business Partner"],
  ["Facilities", "Workplace Coordinator"],
  ["Legal", "Counsel, Contracts"],
  ["Customer Support", "Support Specialist"],
  ["Marketing", "Brand Designer"],
] as const;

/** A date as the admin center writes it. */
function exportedDate(name: string): string {
  const hour = draw(`${name}/hour`, 24);
  const twoDigits = (part: string) => String(draw(`${name}/${part}`, 60)).padStart(2, "0");
  const day = [1 + draw(`${name}/month`, 12), 1 + draw(`${name}/day`, 28), 2019 + draw(`${name}/year`, 7)].join("/");
  return `${day} ${hour % 12 || 12}:${twoDigits("minute")}:${twoDigits("second")} ${hour < 12 ? "AM" : "PM"}`;
}

/** A name as it stands in an address: Latin letters, apostrophes and hyphens. */
function addressPart(name: string): string {
  const latin = name
    .slice(name.indexOf("|") + 1)
    .toLowerCase()
    .normalize("NFD");
  const letters = new Map([
    ["ß", "ss"],
    ["ł", "l"],
    ["ı", "i"],
  ]);
  return latin.replace(/\p{Mn}| /gu, "").replace(/[ßłı]/g, (letter) => letters.get(letter) ?? "");
}

/** A name as its bearer writes it. */
function nativePart(name: string): string {
  return name.replace(/\|.*/, "");
}

/** A telephone number as people type it; `way` picks one of the ways. */
function typedPhone(office: Office, { area, digits }: NumberRange, name: string, way: number): string {
  const { country } = office.phone;
  const middle = "55501".padStart(digits - area.length - 2, "5").slice(5 - Math.min(5, digits - area.length - 2));
  const rest = `${middle}${10 + draw(name, 90)}`;
  const groups = [rest.slice(0, -4), rest.slice(-4, -2), rest.slice(-2)].filter((group) => group !== "");
  const american = `${area}-${rest.slice(0, 3)}-${rest.slice(3)}`;
  const ways = [
    `+${country}${area}${rest}`,
    `+${country} ${area} ${groups.join(" ")}`,
    country === "1" ? `+1 (${area}) ${american.slice(4)}` : `+${country} (0)${area} ${groups.join(" ")}`,
    `00${country} ${area} ${groups.join(" ")}`,
    country === "1" ? american : `0${area}/${groups.join(".")}`,
    `+${country}-${area}-${rest} ext. 12`,
    `+${country}.${area}.${groups.join(".")}`,
  ];
  return ways[way % ways.length] ?? "";
}

/** The attributes that say where an office is. */
export function placed(office: Office) {
  const { state, country, street, city, postalCode } = office;
  return { streetAddress: street, state, country, officeLocation: city, city, postalCode };
}

/** An ordinary employee of an office. */
export function employee(office: Office, index: number): User {
  const { given, surnames, phone } = office;
  const first = given[index % given.length] ?? "";
  const last = surnames[(index * 3 + Math.floor(index / given.length)) % surnames.length] ?? "";
  const [givenName, surname] = [nativePart(first), nativePart(last)];
  const key = `${office.city}/${index}`;
  const address = `${addressPart(first)}.${addressPart(last)}@contoso.com`;
  const [department, jobTitle] = JOBS[draw(`${key}/job`, JOBS.length)] ?? JOBS[0];
  return {
    userPrincipalName: address,
    displayName: ["JP", "KR", "CN"].includes(office.code) ? `${surname} ${givenName}` : `${givenName} ${surname}`,
    surname,
    mail: address,
    givenName,
    id: guid(`user/${key}`),
    userType: "Member",
    jobTitle,
    department,
    accountEnabled: "True",
    usageLocation: office.code,
    ...placed(office),
    // People who work from home have an office, but no city in the directory.
    ...(index % 13 === 12 ? { city: "" } : {}),
    telephoneNumber: index % 3 === 2 ? "" : typedPhone(office, phone.work, `${key}/work`, index),
    mobilePhone: index % 4 === 3 ? "" : typedPhone(office, phone.mobile, `${key}/mobile`, index * 5 + 3),
    companyName: office.company,
    directorySynced: index % 5 === 4 ? "" : "True",
    identityIssuer: TENANT,
    createdDateTime: exportedDate(key),
    preferredLanguage: index % 7 === 6 ? "" : office.language,
  };
}

/** Guests: name, domain, company. Every third one has not accepted the invitation yet. */
const GUESTS = [
  ["Anna", "Kowalczyk", "fabrikam.example", "Fabrikam"],
  ["Rashid", "Qureshi", "northwind.example", "Northwind Traders"],
  ["Mette", "Sørensen|Sorensen", "fabrikam.example", "Fabrikam"],
  ["Liam", "O'Sullivan", "adventure-works.example", "Adventure Works"],
  ["Ольга|Olha", "Бондаренко|Bondarenko", "northwind.example", "Northwind Traders"],
  ["Giulia", "Dell'Acqua", "fabrikam.example", "Fabrikam"],
  ["Mateus", "Figueiredo", "adventure-works.example", "Adventure Works"],
  ["Þóra|Thora", "Jónsdóttir", "northwind.example", "Northwind Traders"],
  ["Ngọc", "Trần", "fabrikam.example", "Fabrikam"],
  ["Ioana", "Ștefănescu", "northwind.example", "Northwind Traders"],
  ["Kwame", "Mensah", "adventure-works.example", "Adventure Works"],
  ["Zdeněk", "Dvořák", "fabrikam.example", "Fabrikam"],
  ["Eszter", "Szűcs", "northwind.example", "Northwind Traders"],
  ["Priya", "Raghunathan", "adventure-works.example", "Adventure Works"],
] as const;

function guest(index: number, [first, last, domain, company]: (typeof GUESTS)[number]): Person {
  const local = `${addressPart(first)}.${addressPart(last)}`;
  const [givenName, surname] = [nativePart(first), nativePart(last)];
  const key = `guest/${index}`;
  const user: User = {
    userPrincipalName: `${local}_${domain}#EXT#@${TENANT}`,
    displayName: `${givenName} ${surname} (${company})`,
    surname,
    mail: `${local}@${domain}`,
    givenName,
    id: guid(key),
    userType: "Guest",
    jobTitle: index % 2 === 0 ? "Consultant" : "",
    department: index < 4 ? OUT_OF_SCOPE : "Engineering",
    accountEnabled: "True",
    city: index % 4 === 3 ? "" : "Brussels",
    officeLocation: "Brussels",
    alternateEmailAddress: `${local}@${domain}`,
    companyName: company,
    creationType: "Invitation",
    invitationState: index % 3 === 2 ? "PendingAcceptance" : "Accepted",
    identityIssuer: index % 3 === 2 ? "mail" : "ExternalAzureAD",
    createdDateTime: exportedDate(key),
  };
  return { user, assigned: index >= GUESTS.length - 2 ? "no" : "direct" };
}

/** Accounts without a person behind: meeting rooms, whose accounts Entra keeps disabled, and services without a mailbox. */
function accountsWithoutPeople(): Person[] {
  const account = (local: string, displayName: string, more: Partial<User>): Person => {
    const base = {
      userPrincipalName: `${local}@${TENANT}`,
      displayName,
      id: guid(`account/${local}`),
      userType: "Member",
    };
    const rest = { identityIssuer: TENANT, createdDateTime: exportedDate(local) };
    return { user: { ...base, ...more, ...rest }, assigned: "no" };
  };
  const room = (local: string, name: string) =>
    account(local, name, { mail: `${local}@contoso.com`, accountEnabled: "False" });
  const service = (local: string, name: string) => account(local, name, { accountEnabled: "True" });
  return [
    room("room.bru.magritte", "Room BRU-3 Magritte"),
    room("room.ams.mondriaan", "Room AMS-1 Mondriaan"),
    room("room.tyo.hokusai", "Room TYO-12 北斎"),
    service("svc-backup", "svc-backup"),
    service("svc-scanner", "Scan to mail, all offices"),
    service("emergency", "Emergency access (do not use)"),
  ];
}

/** Whether an employee's number is one of `count` that lie `step` apart. */
function among(number: number, first: number, step: number, count: number): boolean {
  const place = (number - first) / step;
  return Number.isInteger(place) && place >= 0 && place < count;
}

function peculiarities(user: User, number: number): User {
  const { userPrincipalName = "", mail = "", givenName = "", surname = "" } = user;
  const changes: Partial<Record<Column, string>>[] = [
    among(number, 5, 31, 7) ? { accountEnabled: "False" } : {},
    among(number, 11, 37, 6) ? { department: OUT_OF_SCOPE } : {},
    among(number, 2, 17, 14) ? { userPrincipalName: `e${10_000 + number * 7}@contoso.com` } : {},
    among(number, 6, 29, 8) ? { mail: mail.replace(/(?:^|[.'-])[a-z](?=.*@)/g, (letter) => letter.toUpperCase()) } : {},
    among(number, 20, 53, 4) ? { mail: "", userPrincipalName: userPrincipalName.replace("contoso.com", TENANT) } : {},
    number === 215 ? { displayName: `${givenName} "Ty" ${surname}` } : {},
  ];
  return Object.assign({}, user, ...changes);
}

function assignedTo(number: number): Person["assigned"] {
  if (among(number, 3, 23, 10)) return "no";
  if (among(number, 8, 25, 9)) return "default access";
  if (among(number, 15, 71, 3)) return "with default access";
  if (number % 10 === 2) return "both";
  return number % 5 < 2 ? "group" : "direct";
}

/** Everybody, on the first day. */
export function people(): Person[] {
  const employees = OFFICES.flatMap((office) =>
    Array.from({ length: office.people ?? 14 }, (_, index) => employee(office, index)),
  );
  const members = employees.map((user, number) => ({
    user: peculiarities(user, number),
    assigned: assignedTo(number),
  }));
  // The second account of an administrator has the mail address of the first.
  const [owner, admin] = [members.at(-2), members.at(-4)];
  if (owner === undefined || admin === undefined) throw new Error("the sample needs more employees");
  const { userPrincipalName = "", displayName, givenName = "", surname = "", mail = "" } = owner.user;
  const named = { displayName: `${displayName} (admin)`, givenName, surname, mail };
  members.splice(-4, 1, {
    ...admin,
    user: { ...admin.user, ...named, userPrincipalName: `admin.${userPrincipalName}` },
  });
  return [...members, ...GUESTS.map((row, index) => guest(index, row)), ...accountsWithoutPeople()];
}
