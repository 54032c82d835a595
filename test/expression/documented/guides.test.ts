/**
 * Examples of the public guides as they are printed, whole: the shorter forms in documented-examples.test.ts show the
 * same rules apart from one another.
 */
import { IGNORE_OBJECT_FLOW } from "../../../src/expression/evaluation/values.ts";
import { type Example, group, reproduces, taken } from "./cases.ts";

const first = "[PreferredFirstName]";
const last = "[PreferredLastName]";

/**
 * functions-for-customizing-application-data, expression-builder, provision-user-with-expression-builder, hr-*-issues.
 */
const reference: Example[] = [
  [
    'Switch([Active], , \n  "1", IIF(DateDiff("d", Now(), CDate([StatusHireDate])) > 5, "False", "True"), \n  "0", "False")',
    { Active: "1", StatusHireDate: "2025-08-10" },
    "False",
  ],
  [
    'Switch([Active], , \n  "1", IIF(DateDiff("d", Now(), CDate([StatusHireDate])) > 5, "False", "True"), \n  "0", "False")',
    { Active: "1", StatusHireDate: "2025-08-02" },
    "True",
  ],
  ["CDate([StatusHireDate])", { StatusHireDate: "2020-03-16-07:00" }, "3/16/2020 7:00:00 AM"],
  [
    'IgnoreFlowIfNullOrEmpty(Switch([prefix], "", "3443", "Dr.", "3444", "Prof.", "3445", "Prof. Dr."))',
    { prefix: "3445" },
    "Prof. Dr.",
  ],
  ['IIF([country]="","Other",[country])', { country: "" }, "Other"],
  ['IIF(IsNullOrEmpty([country]),"Other",[country])', {}, "Other"],
  ['IIF(IsPresent([country]),[country],"Other")', { country: "DE" }, "DE"],
  ["IsNull([displayName])", {}, true],
  ["IsNull([displayName])", { displayName: "" }, false],
  ["IsNullOrEmpty([displayName])", { displayName: "" }, true],
  ["Count([proxyAddresses])", { proxyAddresses: ["a", "b"] }, 2],
  ['Mid("John Doe", 6, 100)', {}, "Doe"],
  ['Not("True")', {}, false],
  [
    'NumFromDate(Join("", FormatDateTime([ContractEndDate], ,"yyyy-MM-ddzzz", "yyyy-MM-dd"), " 23:59:59-08:00"))',
    { ContractEndDate: "2020-12-31-08:00" },
    "132539615990000000",
  ],
  [
    'NumFromDate(Join("",FormatDateTime([endDate], ,"M/d/yyyy hh:mm:ss tt","yyyy-MM-dd")," 23:59:59-08:00"))',
    { endDate: "12/31/2020 12:00:00 AM" },
    "132539615990000000",
  ],
  ['Redact("StringToBeRedacted")', {}, "StringToBeRedacted"],
  ["Guid()", {}, "00aa00aa-bb11-cc22-dd33-44ee44ee44ee", { guid: () => "00aa00aa-bb11-cc22-dd33-44ee44ee44ee" }],
  [
    'Switch([state], "Australia/Sydney", "NSW", "Australia/Sydney","QLD", "Australia/Brisbane", "SA", "Australia/Adelaide")',
    { state: "TAS" },
    "Australia/Sydney",
  ],
  ['switch([companyName], "External", "Company A", "A", "Company B", "B")', { companyName: "Company B" }, "B"],
  [
    'IIF([companyName] = "Company A", "A", IIF([companyName] = "Company B", "B", "External"))',
    { companyName: "Company C" },
    "External",
  ],
  [
    "Append(Mid([displayName], 1, 15), Mid([objectId], 1, 8)) ",
    { displayName: "Aman Gupta (Contractor)", objectId: "39c2d05e-47b1" },
    "Aman Gupta (Con39c2d05e",
  ],
  [
    "Append(Mid([objectId], 1, 2), Mid([userPrincipalName], 1, 50)) ",
    { userPrincipalName: "a_b@contoso.com", objectId: "39c2d05e" },
    "39a_b@contoso.com",
  ],
  [
    'IIF([userPrincipalName] = "Aman@x.com", Append(Mid([objectId], 1, 2), [userPrincipalName]), IIF( [userPrincipalName] = "Aarti@x.com", Append(Mid([objectId], 1, 2), [userPrincipalName]), [userPrincipalName] ) )',
    { userPrincipalName: "Aman@x.com", objectId: "39c2" },
    "39Aman@x.com",
  ],
  [
    'IIF([userPrincipalName] = "a@x.com", Append([displayName], Append("", Mid([objectId], 1, 8))), Append([displayName], Append("_", Mid([objectId], 1, 8))))',
    { userPrincipalName: "b@x.com", displayName: "Adele", objectId: "39c2d05e-47" },
    "Adele_39c2d05e",
  ],
  ['Switch([BusinessTitle],[BusinessTitle],"","N/A")', {}, "N/A"],
  [
    'Switch([LastDayOfWorkWorkers], Switch([Active], , "1", "False", "0", "True"), "Workers past Last Day of Work", "True")',
    { LastDayOfWorkWorkers: "Workers past Last Day of Work", Active: "1" },
    "True",
  ],
  [
    'Switch([TerminatedWorkers], Switch([Active], , "1", "False", "0", "True"), "Terminated Workers", "True")',
    { Active: "1" },
    "False",
  ],
  ['IIF(IsNullOrEmpty([telephoneNumber]),"000-000-0000",[telephoneNumber])', {}, "000-000-0000"],
];

/**
 * hybrid/cloud-sync: reference-expressions, how-to-map-usertype, how-to-transformation,
 * how-to-preserve-original-organizational-unit.
 */
const cloudSync: Example[] = [
  ['ConvertFromBase64("SABlAGwAbABvACAAdwBvAHIAbABkACEA")', {}, "Hello world!"],
  ['Trim(" Test ")', {}, "Test"],
  ["Trim([proxyAddresses])", { proxyAddresses: [" a", "b "] }, ["a", "b"]],
  ["Trim([company])", { company: " Contoso " }, "Contoso"],
  [
    'FormatDateTime([extensionAttribute1], "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
    { extensionAttribute1: "20150123105347.1Z" },
    "2015-01-23",
  ],
  ["DateFromNum(129699324000000000)", {}, "1/1/2012 11:00:00 PM"],
  ['IIF(InStr([userPrincipalName], "@partners") > 0,"Guest","Member")', { userPrincipalName: "a@partners.x" }, "Guest"],
  [
    'IIF(InStr([userPrincipalName], "@partners") > 0,"Guest","Member")',
    { userPrincipalName: "a@contoso.com" },
    "Member",
  ],
  [
    'IIF(IsNullOrEmpty([preferredOU]), "OU=Default,DC=contoso,DC=com", [preferredOU])',
    {},
    "OU=Default,DC=contoso,DC=com",
  ],
];

const hired = 'DateDiff("d", Now(), CDate([StatusHireDate]))';
const rescinded = `Switch([StatusTerminated], "False", "1", "True", "0",
  Switch([StatusHireRescinded], "False", "1", "True", "0",
     Switch([Active], "False",
         "1", IIF(DateDiff("d", Now(), CDate(IIF(IsNullOrEmpty([StatusHireDate]), "9999-01-01", [StatusHireDate]))) < 7, "False", "True"),
         "0", "True")))`;
const cities = ["Dallas", "Austin", "Seattle", "London"];
const cityUnit = `Switch([City], "OU=Default,OU=Users,DC=contoso,DC=com", ${cities.map((city) => `"${city}", "OU=${city},OU=Users,DC=contoso,DC=com"`).join(", ")})`;
const unit = `Join("", Switch([SupervisoryOrganization],"", "Engineering", "OU=Engineering,", "Development", "OU=Development,"),
    Switch([CostCenter],"", "Modern Workplace","OU=Modern Workplace,", "Green Energy","OU=Green Energy,"),
    Switch([CountryReferenceTwoLetter],"", "US","OU=USA,", "UK","OU=UK,", "IN","OU=IN,"), "OU=Users,DC=contoso,DC=com")`;
const codes =
  "49|44|43|1|352|91|31|32|55|237|420|45|20|212|216|234|263|27|30|33|34|351|352|36|372|380|381|383|39|40|41|421|46|47|48|58|60|7|90|91|92|94|961|971|98|995";
const countryOfPhone = String.raw`Switch(Replace([telephoneNumber], , "\+(?<isdCode>${codes})(?<phoneNumber>.*)", , "${group("isdCode")}", , ), , "43", "AUT", "1", "USA", "49", "GER", "91", "IND")`;
const letters = (replacement: string) =>
  `Replace(Mid(ConvertToBase64(Guid()), 1, 5 ), ,"[0-9]", ,"${replacement}", , )`;
const guid = { guid: () => "45d05e47-b139-4944-85ab-a5eca60cbc0e" };

/** workday-expression-mapping-functions-guide. */
const workday: Example[] = [
  [String.raw`Replace([Mobile], , "[()\\s-]+", , "", , )`, { Mobile: "+1 (555) 123-4567" }, "+15551234567"],
  [
    `Replace([HereditarySuffix], ,"(?<CountryISOCode>.*)_(?<suffix1>.*)_(?<suffix2>.*)[0-9]", ,"${group("suffix1")} ${group("suffix2")}", , )`,
    { HereditarySuffix: "NLD_Van_der3" },
    "Van der",
  ],
  [
    `Switch([C], Join(" ", ${first}, ${last}), "HU", Join(",", ${last}, ${first}), "JP", Join(",", ${last}, ${first}), "KR", Join(",", ${last}, ${first}))`,
    { C: "US", PreferredFirstName: "John", PreferredLastName: "Smith" },
    "John Smith",
  ],
  [countryOfPhone, { telephoneNumber: "+919876543210" }, "IND"],
  [countryOfPhone, { telephoneNumber: "+15551234567" }, "USA"],
  [countryOfPhone, { telephoneNumber: "+493012345678" }, "GER"],
  ['Switch([Active], , "1", "False", "0", "True")', { Active: "0" }, "True"],
  ['Switch([Active], , "1", "True", "0", "False")', { Active: "1" }, "True"],
  [rescinded, { StatusTerminated: "1", Active: "1", StatusHireDate: "2025-08-15" }, "True"],
  [rescinded, { StatusTerminated: "0", StatusHireRescinded: "1", Active: "1" }, "True"],
  [rescinded, { StatusTerminated: "0", StatusHireRescinded: "0", Active: "1", StatusHireDate: "2025-08-15" }, "True"],
  [rescinded, { StatusTerminated: "0", StatusHireRescinded: "0", Active: "1", StatusHireDate: "2025-08-05" }, "False"],
  [
    `Switch([Active], , "1", IIF(${hired} <= 14, "True", "False"), "0", "False")`,
    { Active: "1", StatusHireDate: "2025-08-10" },
    "True",
  ],
  [
    `Switch([Active], , "1", IIF(${hired} <= 14, "True", "False"), "0", "False")`,
    { Active: "1", StatusHireDate: "2025-09-15" },
    "False",
  ],
  [`IIF(${hired} <= 14, "False", IgnoreObjectFlow)`, { StatusHireDate: "2025-09-15" }, IGNORE_OBJECT_FLOW],
  [cityUnit, { City: "Seattle" }, "OU=Seattle,OU=Users,DC=contoso,DC=com"],
  [cityUnit, { City: "Chicago" }, "OU=Default,OU=Users,DC=contoso,DC=com"],
  [
    unit,
    { SupervisoryOrganization: "Engineering", CostCenter: "Modern Workplace", CountryReferenceTwoLetter: "US" },
    "OU=Engineering,OU=Modern Workplace,OU=USA,OU=Users,DC=contoso,DC=com",
  ],
  ['Switch([Active], , "1", "FALSE", "0", "TRUE")', { Active: "0" }, "TRUE"],
  [
    'Split(\n    Join(",","a8cccada-a108-47ae-bf9a-f130499aa4cb","{26491cfc-9e50-4857-861b-0cb8df22b5d7}"),\n    ",")',
    {},
    ["a8cccada-a108-47ae-bf9a-f130499aa4cb", "{26491cfc-9e50-4857-861b-0cb8df22b5d7}"],
  ],
  [`SelectUniqueValue (\n${letters("A")},\n${letters("B")},\n${letters("C")})`, {}, "NAAAA", guid],
  [
    `SelectUniqueValue (\n${letters("A")},\n${letters("B")},\n${letters("C")})`,
    {},
    "NAABA",
    { ...guid, ...taken("NAAAA") },
  ],
  [`ToUpper(Replace("12mVdX34ab", , "(.*?)(?<id>[a-zA-Z]{4})(.*)", , "D${group("id")}", ,))`, {}, "DMVDX"],
  [
    `SelectUniqueValue(NormalizeDiacritics(Join(" ", ${first}, ${last})), NormalizeDiacritics(Join(" ", ${first}, Mid([M],1,1), ${last})), NormalizeDiacritics(Join(" ", ${first}, [M], ${last})))`,
    { PreferredFirstName: "José", PreferredLastName: "García", M: "Antonio" },
    "Jose Antonio Garcia",
    taken("Jose Garcia", "Jose A Garcia"),
  ],
];

reproduces("the function reference and the pages around it", reference);
reproduces("cloud sync", cloudSync);
reproduces("the Workday guide", workday);
