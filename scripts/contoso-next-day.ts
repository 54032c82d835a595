/**
 * What changes in the sample company overnight.
 */

import { OFFICES, type Office } from "./contoso-offices.ts";
import { employee, OUT_OF_SCOPE, type Person, placed, type User } from "./contoso-people.ts";

/** The next day's export, and the people in it who were not in the first. */
export interface NextDay {
  readonly users: readonly User[];
  readonly joiners: readonly Person[];
}

function officeIn(city: string): Office {
  const office = OFFICES.find((candidate) => candidate.city === city);
  if (office === undefined) throw new Error(`no office in ${city}`);
  return office;
}

/** The first person of an office whose account has nothing peculiar and is in scope. */
function ordinary(today: readonly Person[], city: string): User {
  const found = today.find(({ user, assigned }) => {
    const inScope =
      user.accountEnabled === "True" && user.department !== OUT_OF_SCOPE && !/no|^default access/.test(assigned);
    return (
      inScope && user.userType === "Member" && user.officeLocation === city && user.mail === user.userPrincipalName
    );
  });
  if (found === undefined) throw new Error(`nobody ordinary in ${city}`);
  return found.user;
}

/** Four people join, three are renamed or promoted, one mail changes, one moves, one is disabled, one leaves the scoping filter, one is gone. */
export function nextDay(today: readonly Person[]): NextDay {
  const person = (city: string) => ordinary(today, city);
  const married = person("Brussels");
  const doubled = person("Madrid");
  const changes = new Map<string, Partial<User>>([
    [married.id, { surname: "Vanden Eynde-D'Hondt", displayName: `${married.givenName} Vanden Eynde-D'Hondt` }],
    [doubled.id, { surname: `${doubled.surname} Ibarra`, displayName: `${doubled.displayName} Ibarra` }],
    [person("New York").id, { jobTitle: "Director, Workplace Experience" }],
    [person("Warsaw").id, { mail: "z.gorski@contoso.com", userPrincipalName: "z.gorski@contoso.com" }],
    [person("Athens").id, placed(officeIn("Amsterdam"))],
    [person("Berlin").id, { accountEnabled: "False" }],
    [person("Seoul").id, { department: OUT_OF_SCOPE }],
  ]);
  const gone = person("Sofia").id;
  const joiners = ["Paris", "Tokyo", "São Paulo", "İstanbul"].map((city, index): Person => {
    const user = { ...employee(officeIn(city), 14), createdDateTime: `9/9/2026 7:0${index}:12 AM` };
    return { user, assigned: index % 2 === 0 ? "direct" : "group" };
  });
  const kept = today.filter(({ user }) => user.id !== gone).map(({ user }) => ({ ...user, ...changes.get(user.id) }));
  return { users: [...kept, ...joiners.map(({ user }) => user)], joiners };
}
