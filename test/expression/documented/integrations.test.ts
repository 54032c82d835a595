/** Examples of the integration references and of the plan for cloud HR; what they do not print, they say in words. */
import { describe, expect, it } from "vitest";
import { evaluate } from "../evaluate.ts";
import { type Example, reproduces } from "./cases.ts";

const statuses = (otherwise: string, active: string) =>
  `Switch([emplStatus], "${otherwise}", "A", "${active}", "U", "${active}", "P", "${active}")`;
const isWorkPrimary = 'IIF(IsPresent([telephoneNumber]), IIF(IsPresent([mobile]),"false", "true"), "false")';
const department = "IIF(IsPresent([globalAssignmentDepartment]),[globalAssignmentDepartment],[department])";
const municipality = `
Switch([Municipality], "OU=Default,OU=Users,DC=contoso,DC=com", "Dallas", "OU=Dallas,OU=Users,DC=contoso,DC=com", "Austin", "OU=Austin,OU=Users,DC=contoso,DC=com")
`;

/** sap-successfactors-integration-reference. */
const successFactors: Example[] = [
  ...["A", "U", "P"].map((emplStatus): Example => [statuses("True", "False"), { emplStatus }, "False"]),
  ...["D", "S", "F", "O", "R", "T"].map((emplStatus): Example => [statuses("True", "False"), { emplStatus }, "True"]),
  [statuses("False", "True"), { emplStatus: "P" }, "True"],
  [statuses("False", "True"), { emplStatus: "T" }, "False"],
  [statuses("False", "True"), {}, "False"],
  ['Switch([activeEmploymentsCount], "False", "0", "True")', { activeEmploymentsCount: "0" }, "True"],
  ['Switch([activeEmploymentsCount], "False", "0", "True")', { activeEmploymentsCount: 1 }, "False"],
  ['Switch([activeEmploymentsCount], "True", "0", "False")', { activeEmploymentsCount: 0 }, "False"],
  ['Switch([activeEmploymentsCount], "True", "0", "False")', { activeEmploymentsCount: "2" }, "True"],
  [department, { globalAssignmentDepartment: "Sales", department: "IT" }, "Sales"],
  [department, { department: "IT" }, "IT"],
  [isWorkPrimary, { telephoneNumber: "1" }, "true"],
  [isWorkPrimary, { telephoneNumber: "1", mobile: "2" }, "false"],
  [isWorkPrimary, { mobile: "2" }, "false"],
  ['IIF(IsPresent([mobile]),"false", "true")', {}, "true"],
  ["IIF(IsPresent([mobile]), [mobile], [telephoneNumber])", { mobile: "2", telephoneNumber: "1" }, "2"],
  ["IIF(IsPresent([mobile]), [mobile], [telephoneNumber])", { mobile: "", telephoneNumber: "1" }, "1"],
];

/** plan-cloud-hr-provision. */
const cloudHr: Example[] = [
  [municipality, { Municipality: "Austin" }, "OU=Austin,OU=Users,DC=contoso,DC=com"],
  [municipality, { Municipality: "Oslo" }, "OU=Default,OU=Users,DC=contoso,DC=com"],
  [municipality, {}, "OU=Default,OU=Users,DC=contoso,DC=com"],
];

/** functions-for-customizing-application-data: examples that say their result in words. */
const inWords: Example[] = [
  [
    'NumFromDate(Join("", FormatDateTime([d], ,"yyyy-MM-ddzzz", "yyyy-MM-dd"), " 23:59:59-08:00"))',
    { d: "2020-12-31-08:00" },
    "132539615990000000",
  ],
  [
    'NumFromDate(Join("",FormatDateTime([d], ,"M/d/yyyy hh:mm:ss tt","yyyy-MM-dd")," 23:59:59-08:00"))',
    { d: "12/31/2020 12:00:00 AM" },
    "132539615990000000",
  ],
  [
    'IgnoreFlowIfNullOrEmpty(Switch([prefix], "", "3443", "Dr.", "3444", "Prof.", "3445", "Prof. Dr."))',
    { prefix: "3445" },
    "Prof. Dr.",
  ],
];

reproduces("the SuccessFactors integration reference", successFactors);
reproduces("the plan for cloud HR", cloudHr);
reproduces("the function reference, in words", inWords);

describe("an example of the function reference that is said in words", () => {
  const expression = `Switch([Active], ,
    "1", IIF(DateDiff("d", Now(), CDate([StatusHireDate])) > 5, "False", "True"),
    "0", "False")`;
  it.each([
    ["2025-08-04", "1", "True"],
    ["2025-08-06", "1", "False"],
    ["2025-08-04", "0", "False"],
  ])("hired %s, active %s: %s", (StatusHireDate, Active, enabled) => {
    expect(evaluate(expression, { StatusHireDate, Active })).toBe(enabled);
  });
});
