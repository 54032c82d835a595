/** Examples of the pages on SAP SuccessFactors as they are printed, whole. */
import { IGNORE_ATTRIBUTE_FLOW } from "../../../src/expression/evaluation/values.ts";
import { type Example, group, mailOf, reproduces } from "./cases.ts";

/** sap-successfactors-integration-reference. */
const successFactorsReference: Example[] = [
  ['Switch([emplStatus], "True", "A", "False", "U", "False", "P", "False")', { emplStatus: "U" }, "False"],
  ['Switch([emplStatus], "True", "A", "False", "U", "False", "P", "False")', { emplStatus: "T" }, "True"],
  ['Switch([emplStatus], "False", "A", "True", "U", "True", "P", "True")', { emplStatus: "P" }, "True"],
  ['Switch([activeEmploymentsCount], "False", "0", "True")', { activeEmploymentsCount: 0 }, "True"],
  ['Switch([activeEmploymentsCount], "True", "0", "False")', { activeEmploymentsCount: "1" }, "True"],
  [
    "IIF(IsPresent([globalAssignmentDepartment]),[globalAssignmentDepartment],[department])",
    { department: "Sales" },
    "Sales",
  ],
  [
    'IIF(IsPresent([telephoneNumber]), IIF(IsPresent([mobile]),"false", "true"), "false")',
    { telephoneNumber: "1" },
    "true",
  ],
  ['IIF(IsPresent([mobile]),"false", "true")', { mobile: "1" }, "false"],
  ["IIF(IsPresent([mobile]), [mobile], [telephoneNumber])", { telephoneNumber: "1" }, "1"],
];

const employment = `Join("", Switch([emplStatus], "OU=Users",
"741", Switch([location], "OU=Users", "LOC1016", "OU=Mysore", "LOC1015", Switch([departmentId], "OU=Bangalore", "DU1026","OU=IT,OU=Bangalore")),
"749", Switch([location], "OU=NoSync,OU=Users", "LOC1016", "OU=NoSync,OU=Mysore")), ",DC=contoso,DC=com")`;
const active = `Switch([activeEmploymentsCount],
    Switch([country], "OU=Accounts", "Mexico", "OU=Mexico,OU=Accounts", "Sweden", "OU=Sweden,OU=Accounts"), "0", "OU=DisabledAccounts")`;
const primaryPhone = `Switch(Join("+",Switch([business],[business],"","other"),Switch([cell],[cell],"","other")), "no primary phone",
"false+false", "no primary phone", "true+false", "business phone is primary", "false+true", "cell phone is primary",
"true+true", "business phone is primary, cell phone is primary", "other+true", "cell phone is primary", "true+other", "business phone is primary")`;
const division = `Split(Switch([divisionId],
    Join(",", Append("smtp:", Join("@", NormalizeDiacritics(StripSpaces(Join("", "A", [id]))), "woodgrove.com")), Append("SMTP:", Join("@", Join(".", StripSpaces([firstName]), StripSpaces([lastName])), "woodgrove.com"))),
    "EXEC", Join(",", Append("smtp:", Join("@", Join(".", StripSpaces([firstName]), StripSpaces([lastName])), "contoso.com")), Append("SMTP:", [email]))),\t",")`;
/** successfactors-expression-mapping-functions-guide. */
const successFactors: Example[] = [
  [
    'Join(", ", Join("",Mid([lastName],1,1),ToLower(Mid([lastName],2,64))), Join("",Mid([firstName],1,1),ToLower(Mid([firstName],2,64))))',
    { lastName: "SMITH", firstName: "JOHN" },
    "Smith, John",
  ],
  ['Switch([emplStatus], "False", "741", "False", "749", "True", "746", "True")', { emplStatus: "746" }, "True"],
  [
    employment,
    { emplStatus: "741", location: "LOC1015", departmentId: "DU1026" },
    "OU=IT,OU=Bangalore,DC=contoso,DC=com",
  ],
  [employment, { emplStatus: "749", location: "LOC1016" }, "OU=NoSync,OU=Mysore,DC=contoso,DC=com"],
  [employment, { emplStatus: "741", location: "LOC9999" }, "OU=Users,DC=contoso,DC=com"],
  [active, { activeEmploymentsCount: "1", country: "Mexico" }, "OU=Mexico,OU=Accounts"],
  [active, { activeEmploymentsCount: "0", country: "Sweden" }, "OU=DisabledAccounts"],
  [active, { activeEmploymentsCount: "1", country: "Germany" }, "OU=Accounts"],
  [
    division,
    { divisionId: "STANDARD", id: "67890", firstName: "Sarah", lastName: "Johnson" },
    ["smtp:A67890@woodgrove.com", "SMTP:Sarah.Johnson@woodgrove.com"],
  ],
  [
    division,
    { divisionId: "EXEC", firstName: "Michael", lastName: "Brown", email: "mbrown@fabrikam.com" },
    ["smtp:Michael.Brown@contoso.com", "SMTP:mbrown@fabrikam.com"],
  ],
  [
    String.raw`Replace(Replace([mobile], , "\\+(?<isdCode>\\d* )(?<phoneNumber>.*)", , "${group("phoneNumber")}", , ), ,"[()\\s-]+", ,"", , )`,
    { mobile: "+1 (555) 123-4567" },
    "5551234567",
  ],
  [primaryPhone, { business: "true", cell: "false" }, "business phone is primary"],
  [primaryPhone, { business: "false", cell: "true" }, "cell phone is primary"],
  [primaryPhone, { business: "", cell: "true" }, "cell phone is primary"],
  ['Switch([country], ,\n  "Trinidad and Tobago", "780",\n  "Barbados", "52"\n)', { country: "Barbados" }, "52"],
  [
    'Switch([employeeType],"Default-value", "31202","Employee", "31230","Contractor")',
    { employeeType: "99999" },
    "Default-value",
  ],
  [
    'Switch([isContingentWorker], "N/A", "True", "Contractor", "False", "Employee")',
    { isContingentWorker: true },
    "Contractor",
  ],
  [
    'IgnoreFlowIfNullOrEmpty(Switch([personalTitle], "", "4443", "Dr.", "4444", "Prof.", "4445", "Prof. Dr."))',
    { personalTitle: "" },
    IGNORE_ATTRIBUTE_FLOW,
  ],
  ['Switch([g],[g],\n"",[department])', { g: "", department: "Sales" }, "Sales"],
  [
    `SelectUniqueValue(Switch([divisionId], ${mailOf("[firstName]", "[lastName]", "contoso.com")}, "8900", [email]), ${mailOf("[firstName]", "[lastName]", "contoso.com", "1@")})`,
    { divisionId: "8900", email: "existing.user@company.com", firstName: "Mike", lastName: "Brown" },
    "existing.user@company.com",
  ],
];

reproduces("the SuccessFactors integration reference", successFactorsReference);
reproduces("the SuccessFactors guide", successFactors);
