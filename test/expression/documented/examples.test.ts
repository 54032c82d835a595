import { describe, expect, it } from "vitest";
import { IGNORE_ATTRIBUTE_FLOW, IGNORE_OBJECT_FLOW } from "../../../src/expression/evaluation/values.ts";
import { evaluate } from "../evaluate.ts";
import { cleaned, type Example, group, reproduces } from "./cases.ts";

/** The public function reference (functions-for-customizing-application-data). */
const reference: Example[] = [
  ['Append([userPrincipalName], ".test")', { userPrincipalName: "John.Doe@contoso.com" }, "John.Doe@contoso.com.test"],
  ["BitAnd(&HF, &HF7)", {}, 7],
  ["CBool([attribute1] = [attribute2])", { attribute1: "a", attribute2: "a" }, true],
  ["CBool([attribute1] = [attribute2])", { attribute1: "a", attribute2: "b" }, false],
  ["CDate([StatusHireDate])", { StatusHireDate: "2020-03-16-07:00" }, "3/16/2020 7:00:00 AM"],
  ['CDate("2021-06-30+08:00")', {}, "6/29/2021 4:00:00 PM"],
  ['CDate("2009-06-15T01:45:30-07:00")', {}, "6/15/2009 8:45:30 AM"],
  [
    "Coalesce([mail],[userPrincipalName])",
    { mail: null, userPrincipalName: "John.Doe@contoso.com" },
    "John.Doe@contoso.com",
  ],
  ['ConvertToBase64("Hello world!")', {}, "SABlAGwAbABvACAAdwBvAHIAbABkACEA"],
  ['ConvertToUTF8Hex("Hello world!")', {}, "48656C6C6F20776F726C6421"],
  ["CStr([dn])", { dn: "cn=Joe,dc=contoso,dc=com" }, "cn=Joe,dc=contoso,dc=com"],
  ['DateAdd("d", 7, CDate([d]))', { d: "2012-03-16-07:00" }, "3/23/2012 7:00:00 AM"],
  ['DateAdd("d", -10, CDate([d]))', { d: "2012-03-16-07:00" }, "3/6/2012 7:00:00 AM"],
  ['DateAdd("ww", 2, CDate([d]))', { d: "2012-03-16-07:00" }, "3/30/2012 7:00:00 AM"],
  ['DateAdd("m", 10, CDate([d]))', { d: "2012-03-16-07:00" }, "1/16/2013 7:00:00 AM"],
  ['DateAdd("yyyy", 2, CDate([d]))', { d: "2012-03-16-07:00" }, "3/16/2014 7:00:00 AM"],
  ['DateDiff("d", CDate("2021-08-18+08:00"), CDate("2021-08-31+08:00"))', {}, 13],
  ['DateDiff("d", "8/25/2021 5:41:18 PM", CDate("2012-03-16-07:00"))', {}, -3449],
  ['DateDiff("ww", "8/25/2021 5:41:18 PM", CDate("2012-03-16-07:00"))', {}, -493],
  ['DateDiff("m", "8/25/2021 5:41:18 PM", CDate("2012-03-16-07:00"))', {}, -113],
  ['DateDiff("yyyy", "8/25/2021 5:41:18 PM", CDate("2012-03-16-07:00"))', {}, -9],
  ['DateDiff("d", CDate("2021-08-31+08:00"), CDate("2021-08-31+08:00"))', {}, 0],
  ['DateDiff("h", CDate("2021-08-24"), CDate("2021-08-25"))', {}, 24],
  ['DateDiff("n", CDate("2021-08-24"), CDate("2021-08-25"))', {}, 1440],
  ['DateDiff("s", CDate("2021-08-24"), CDate("2021-08-25"))', {}, 86400],
  ["DateFromNum(129699324000000000)", {}, "1/1/2012 11:00:00 PM"],
  ["DateFromNum([lastLogonTimestamp])", { lastLogonTimestamp: "129699324000000000" }, "1/1/2012 11:00:00 PM"],
  [
    'FormatDateTime([extensionAttribute1], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
    { extensionAttribute1: "20150123105347.1Z" },
    "2015-01-23",
  ],
  ["IgnoreFlowIfNullOrEmpty([department])", {}, IGNORE_ATTRIBUTE_FLOW],
  [
    'IgnoreFlowIfNullOrEmpty(Switch([prefix], "", "3443", "Dr.", "3444", "Prof."))',
    { prefix: "1" },
    IGNORE_ATTRIBUTE_FLOW,
  ],
  ['IgnoreFlowIfNullOrEmpty(Switch([prefix], "", "3443", "Dr.", "3444", "Prof."))', { prefix: "3443" }, "Dr."],
  ['IIF([country]="USA",[country],[department])', { country: "USA", department: "IT" }, "USA"],
  ['IIF([country]="USA",[country],[department])', { country: "DE", department: "IT" }, "IT"],
  ['IIF([country]="USA",IIF([state]="CA","True","False"),"False")', { country: "USA", state: "CA" }, "True"],
  ['IIF([country]="USA","True",IIF([state]="CA","True","False"))', { country: "MX", state: "NY" }, "False"],
  ['Switch([country],[country],"","Other")', { country: "" }, "Other"],
  ['Switch([country],[country],"","Other")', { country: "DE" }, "DE"],
  ['InStr("The quick brown fox","quick")', {}, 5],
  ['InStr("repEated","e",3,vbBinaryCompare)', {}, 7],
  ["Item([proxyAddresses], 1)", { proxyAddresses: ["a", "b"] }, "a"],
  ['Left("John Doe", 3)', {}, "Joh"],
  ["Len(42568.75)", {}, 8],
  ["NormalizeDiacritics([givenName])", { givenName: "Zoë" }, "Zoe"],
  ["Now()", {}, "7/2/2021 3:33:38 PM", { now: () => new Date("2021-07-02T15:33:38Z") }],
  ["PCase([firstName])", { firstName: "PABLO GONSALVES (SECOND)" }, "Pablo Gonsalves (Second)"],
  ['PCase([lastName]," \'-")', { lastName: "PINTO-DE'SILVA" }, "Pinto-De'Silva"],
  ['PCase(Join(" ",[firstName],[lastName]))', { firstName: "GREGORY", lastName: "JAMES" }, "Gregory James"],
  ["Redact([userPrincipalName])", { userPrincipalName: "a@b.c" }, "a@b.c"],
  ["RemoveDuplicates([proxyAddresses])", { proxyAddresses: ["a", "b", "a"] }, ["a", "b"]],
  [
    'Replace([BusinessTitle],"Product Developer", , , "Software Engineer", , )',
    { BusinessTitle: "Product Developer" },
    "Software Engineer",
  ],
  ['Replace([UserID],"<username>", , , , , "<username>@contoso.com")', { UserID: "jsmith" }, "jsmith@contoso.com"],
  [
    String.raw`Replace([telephoneNumber], , "\\+(?<isdCode>\\d* )(?<phoneNumber>\\d{10})", , "${group("phoneNumber")}", , )`,
    { telephoneNumber: "+91 9998887777" },
    "9998887777",
  ],
  [
    String.raw`Replace([AddressLineData], ,"(?<streetNumber>^\\d*)","streetNumber", "888", , )`,
    { AddressLineData: "545 Tremont Street" },
    "888 Tremont Street",
  ],
  [
    'Replace([userPrincipalName], , "(?<Suffix>@(.)*)", "Suffix", "", , )',
    { userPrincipalName: "jsmith@contoso.com" },
    "jsmith",
  ],
  [
    String.raw`Replace([telephoneNumber], , "\\+(?<isdCode>\\d* )(?<phoneNumber>\\d{10})", "phoneNumber" , , [mobile], )`,
    { telephoneNumber: "", mobile: "+91 8887779999" },
    "8887779999",
  ],
  ['Replace([mailNickname], , "[a-zA-Z_]*", , "", , )', { mailNickname: "john_doe72" }, "72"],
  ["StripSpaces([x])", { x: " a b " }, "ab"],
  ['Switch(ToLower([statusFlag]), "0", "true", "1", "false", "0")', { statusFlag: "TRUE" }, "1"],
  ['Switch([statusFlag], "Default Value", "true", "1", "", "0")', {}, "0"],
  [
    'Switch([state], "Australia/Sydney", "NSW", "Australia/Sydney","QLD", "Australia/Brisbane")',
    { state: "QLD" },
    "Australia/Brisbane",
  ],
  ['Switch(IsPresent([jobTitle]), "DefaultValue", "True", [jobTitle])', { jobTitle: "Clerk" }, "Clerk"],
  ['Switch(IsPresent([jobTitle]), "DefaultValue", "True", [jobTitle])', {}, "DefaultValue"],
  ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', { IsSoftDeleted: true }, "False"],
  ["Not([IsSoftDeleted])", { IsSoftDeleted: "False" }, true],
  [
    'ToLower(Join("@", NormalizeDiacritics(StripSpaces(Join(".",  [PreferredFirstName], [PreferredLastName]))), "contoso.com"))',
    { PreferredFirstName: "John", PreferredLastName: "Smith" },
    "john.smith@contoso.com",
  ],
  ['Word("The quick brown fox",3," ")', {}, "brown"],
  ['Word("This,string!has&many separators",3,",!&#")', {}, "has"],
  ['Replace([mail], "@contoso.com", , ,"", ,)', { mail: "john.doe@contoso.com" }, "john.doe"],
  ["Append(Mid([givenName], 1, 3), Mid([surname], 1, 5))", { givenName: "John", surname: "Doe" }, "JohDoe"],
  ['Join(", ", "", [surname], [givenName])', { givenName: "John", surname: "Doe" }, "Doe, John"],
];

/** Cloud sync (hybrid/cloud-sync/reference-expressions). */
const cloudSync: Example[] = [
  ['ConvertFromBase64("SABlAGwAbABvACAAdwBvAHIAbABkACEA")', {}, "Hello world!"],
  ['ConvertFromBase64("SGVsbG8gd29ybGQh", UTF8)', {}, "Hello world!"],
  ["DNComponent(CRef([dn]),1)", { dn: "cn=Joe,ou=People,dc=contoso" }, "Joe"],
  ['IIF([employeeType]="Intern","t-" & [alias],[alias])', { employeeType: "Intern", alias: "joe" }, "t-joe"],
  ['IIF([employeeType]="Intern","t-" & [alias],[alias])', { employeeType: "FTE", alias: "joe" }, "joe"],
  ['IIF(IsPresent([accountName]),[accountName],Error("AccountName is required"))', { accountName: "joe" }, "joe"],
  [
    'Mid(Item([proxyAddresses],Contains([proxyAddresses], "SMTP:")),6)',
    { proxyAddresses: ["smtp:b@c.d", "SMTP:a@c.d"] },
    "a@c.d",
  ],
  ['Trim("  a b ")', {}, "a b"],
];

const samAccountName = (length: number) =>
  cleaned(`NormalizeDiacritics(StripSpaces(Join("", Mid([firstName],1,${length}), [lastName])))`, 20);

const hired = 'DateDiff("d", Now(), CDate([StatusHireDate]))';
const offices = '"OU=Default,DC=contoso,DC=com", "Dallas", "OU=Dallas,DC=contoso,DC=com"';

/** The expression guide for Workday. */
const workday: Example[] = [
  [
    `Replace([PreferredNameData], , "(?<firstName>[a-zA-Z]+ )(?<lastName>[a-zA-Z]+)", ,"${group("lastName")}", ,)`,
    { PreferredNameData: "John Smith" },
    "Smith",
  ],
  [
    `Replace([WorkerID], , "(?<leadingZeros>^0+)(?<actualValue>[a-zA-Z0-9]+)", , "${group("actualValue")}", ,)`,
    { WorkerID: "00012345" },
    "12345",
  ],
  [
    `Join(" ",Replace([HereditarySuffix], ,"(?<CountryISOCode>.*)_(?<suffix1>.*)_(?<suffix2>.*)[0-9]", ,"${group("suffix1")} ${group("suffix2")}", , ),[PreferredLastName])`,
    { HereditarySuffix: "NLD_Van_der3", PreferredLastName: "Hof" },
    "Van der Hof",
  ],
  ['Replace(PCase("st john\'s hospital"),"\'S", , ,"\'s", , )', {}, "St John's Hospital"],
  [
    'ToLower(NormalizeDiacritics(StripSpaces(Join(".", [first], [last]))))',
    { first: "José", last: "García-López" },
    "jose.garcia-lopez",
  ],
  [
    'Switch([c], Join(" ", [first], [last]),  "HU", Join(",", [last], [first]), "JP", Join(",", [last], [first]))',
    { c: "JP", first: "Hiroshi", last: "Tanaka" },
    "Tanaka,Hiroshi",
  ],
  [
    'Split(Join(",", Append("smtp:", "m@contoso.com"), Append("SMTP:", "b@contoso.com")), ",")',
    {},
    ["smtp:m@contoso.com", "SMTP:b@contoso.com"],
  ],
  [
    String.raw`Replace(Replace([t], , "\\+(?<isdCode>\\d* )(?<phoneNumber>.*)", , "${group("phoneNumber")}", , ), ,"[()\\s-]+", ,"", , )`,
    { t: "+1 737-626-8331" },
    "7376268331",
  ],
  [
    String.raw`Switch(Replace([t], , "\+(?<isdCode>49|44|43|1|352|91)(?<phoneNumber>.*)", , "${group("isdCode")}", , ), , "43", "AUT", "1", "USA", "49", "GER", "91", "IND")`,
    { t: "+493012345678" },
    "GER",
  ],
  [
    String.raw`Replace(Replace([t], , "\\+(?<isdCode>\\d* )(?<phoneNumber>.* )[x](?<extension>.*)", , "${group("phoneNumber")}", , ), ,"[()\\s-]+", ,"", , )`,
    { t: "+1 (206) 291-8163 x8125" },
    "2062918163",
  ],
  [
    String.raw`Replace([t], , "\\+(?<isdCode>\\d* )(?<phoneNumber>.* )[x](?<extension>.*)", , "${group("extension")}", , )`,
    { t: "+1 (206) 291-8163 x8125" },
    "8125",
  ],
  ['Switch([Active], , "1", "False", "0", "True")', { Active: "1" }, "False"],
  ['Switch([Active], , "1", "False", "0", "True")', { Active: "2" }, null],
  [
    `Switch([Active], , "1", IIF(${hired} <= 14, "False", "True"), "0", "True")`,
    { Active: "1", StatusHireDate: "2025-08-10" },
    "False",
  ],
  [
    `Switch([Active], , "1", IIF(${hired} <= 14, "False", "True"), "0", "True")`,
    { Active: "1", StatusHireDate: "2025-09-15" },
    "True",
  ],
  [`IIF(${hired} <= 14, "False", IgnoreObjectFlow)`, { StatusHireDate: "2025-08-10" }, "False"],
  [`IIF(${hired} <= 14, "False", IgnoreObjectFlow)`, { StatusHireDate: "2025-09-15" }, IGNORE_OBJECT_FLOW],
  [
    'Switch([Active], "False", "1", IIF(DateDiff("d", Now(), CDate(IIF(IsNullOrEmpty([d]), "9999-01-01", [d]))) < 7, "False", "True"), "0", "True")',
    { Active: "1", d: "2025-08-05" },
    "False",
  ],
  [
    'Switch([Active], "False", "1", IIF(DateDiff("d", Now(), CDate(IIF(IsNullOrEmpty([d]), "9999-01-01", [d]))) < 7, "False", "True"), "0", "True")',
    { Active: "1" },
    "True",
  ],
  [
    `IIF(DateDiff("d", Now(),CDate(Switch([last],[last],"","9999-12-31"))) <= 0, "OU=Leavers", Switch([City], ${offices}))`,
    { last: "2025-07-25", City: "Dallas" },
    "OU=Leavers",
  ],
  [
    `IIF(DateDiff("d", Now(),CDate(Switch([last],[last],"","9999-12-31"))) <= 0, "OU=Leavers", Switch([City], ${offices}))`,
    { last: "2025-08-15", City: "Dallas" },
    "OU=Dallas,DC=contoso,DC=com",
  ],
  [
    'Join("", Switch([org],"","Engineering", "OU=Engineering,"), Switch([cost],"","Modern Workplace","OU=Modern Workplace,"), "OU=Users")',
    { org: "Engineering", cost: "Marketing" },
    "OU=Engineering,OU=Users",
  ],
  ['Join(", ", [last], [first])', { last: "Smith", first: "John" }, "Smith, John"],
  [
    'Join("", [last], ",", [first], " ", Mid([middle],1,1), "-", [WorkerID])',
    { last: "Johnson", first: "Sarah", middle: "Elizabeth", WorkerID: "12345" },
    "Johnson,Sarah E-12345",
  ],
  [
    'SelectUniqueValue(NormalizeDiacritics(Join(" ", [f], [l])), NormalizeDiacritics(Join(" ", [f], Mid([m],1,1), [l])))',
    { f: "José", l: "García", m: "Antonio" },
    "Jose A Garcia",
    { isTaken: (value) => value === "Jose Garcia" },
  ],
  [`IIF(${hired} >= 0, "TRUE", "FALSE")`, { StatusHireDate: "2025-07-31" }, "TRUE"],
  [
    `IIF(${hired} >= 0, "TRUE", "FALSE")`,
    { StatusHireDate: "2025-07-31" },
    "FALSE",
    { now: () => new Date("2025-08-01T12:00:00Z") },
  ],
  [
    'IgnoreFlowIfNullOrEmpty(IIF(DateDiff("d", Now(), CDate([d])) > 0, "", [upn]))',
    { d: "2025-07-15", upn: "user@contoso.com" },
    "user@contoso.com",
  ],
  [
    'IgnoreFlowIfNullOrEmpty(IIF(DateDiff("d", Now(), CDate([d])) > 0, "", [upn]))',
    { d: "2025-08-15", upn: "u@c.d" },
    IGNORE_ATTRIBUTE_FLOW,
  ],
];

const startOrLater = 'CDate(IIF(IsPresent([startDate]), [startDate], DateAdd("d", "10", Now())))';
const endOrLater = 'CDate(IIF(IsPresent([endDate]), [endDate], DateAdd("d", "1", Now())))';
const hidden = `IIF(DateDiff("d", ${startOrLater}, Now()) >= -1, IIF(DateDiff("d", Now(), ${endOrLater}) >= 0, "FALSE", "TRUE"), "TRUE")`;
const custom =
  'Switch([a], "True", "62220", Switch([hire], IIF(DateDiff("d", CDate([hire]), Now()) = 3, Switch([c], IIF(DateDiff("d", CDate([c]), Now())=0, "False", "True"), "", "False"), "True"), "", "True"))';

/** The expression guide for SuccessFactors. */
const successFactors: Example[] = [
  [`Replace(Join("","00000000",[id]), ,"(.*?)(?<id>.{0,8})$", ,"${group("id")}", ,)`, { id: "12345" }, "00012345"],
  [`Replace(Join("","0000000000",[id]), ,"(.*?)(?<id>.{0,10})$", ,"${group("id")}", ,)`, { id: "567" }, "0000000567"],
  [
    `Append("05",Replace(Join("","000000",[id]), ,"(.*?)(?<id>.{0,6})$", ,"${group("id")}", ,))`,
    { id: "789" },
    "05000789",
  ],
  ['Join("",Mid([lastName],1,1),ToLower(Mid([lastName],2,64)))', { lastName: "JOHNSON" }, "Johnson"],
  ['Replace([firstName]," ", , ,".", , )', { firstName: "Mary Ann" }, "Mary.Ann"],
  [
    'IgnoreFlowIfNullOrEmpty(IIF(InStr([mail],"@contoso.com")=0,"",[mail]))',
    { mail: "j@contoso.com" },
    "j@contoso.com",
  ],
  [
    'IgnoreFlowIfNullOrEmpty(IIF(InStr([mail],"@contoso.com")=0,"",[mail]))',
    { mail: "j@external.com" },
    IGNORE_ATTRIBUTE_FLOW,
  ],
  [hidden, { startDate: "2025-01-15", endDate: "2025-12-31" }, "FALSE"],
  [hidden, { startDate: "2025-01-15", endDate: "2025-06-30" }, "TRUE"],
  [custom, { a: "62220", hire: "2025-07-27", c: "2025-07-30" }, "False"],
  [custom, { a: "62220", hire: "2025-07-27", c: "2025-07-29" }, "True"],
  [
    'Switch([endDate], NumFromDate(Join("", FormatDateTime([endDate], "M/d/yyyy hh:mm:ss tt", "yyyy-MM-dd"), " 23:59:59-05:00")), "", "9223372036854775807")',
    { endDate: "" },
    "9223372036854775807",
  ],
  [
    'Join(", ", Join("", Mid([lastName], 1, 1), ToLower(Mid([lastName], 2, 64), )), Join("", Mid(Coalesce([preferredName], [firstName]), 1, 1), ToLower(Mid(Coalesce([preferredName], [firstName]), 2, 64), )))',
    { lastName: "SMITH", preferredName: "", firstName: "Robert" },
    "Smith, Robert",
  ],
  [
    'SelectUniqueValue(Join("", Join("", [l], ", "), Switch([p], [p], "", [f])), Join("", Join("", [l], "2, "), Switch([p], [p], "", [f])))',
    { l: "Smith", p: "", f: "John" },
    "Smith2, John",
    { isTaken: (value) => value === "Smith, John" },
  ],
  [samAccountName(1), { firstName: "Christopher", lastName: "Anderson" }, "CAnderson"],
  [samAccountName(2), { firstName: "Christopher", lastName: "Ander/s[o]n.." }, "ChAnderson"],
  [
    String.raw`Replace(Replace([mobile], , "\\+(?<isdCode>\\d* )(?<phoneNumber>.*)", , "${group("isdCode")}", , ), ,"[()\\s-]+", ,"", , )`,
    { mobile: "+44 20 7946 0958" },
    "44",
  ],
  ['IIF(IsNullOrEmpty([telephoneNumber]),"000-000-0000",[telephoneNumber])', { telephoneNumber: "" }, "000-000-0000"],
  ['Switch([mobile],[mobile],"","000-000-0000")', { mobile: "555-123-4567" }, "555-123-4567"],
  [
    'Switch(Join("+",Switch([b],[b],"","other"),Switch([c],[c],"","other")), "no", "true+false", "business", "other+true", "cell")',
    { b: "", c: "true" },
    "cell",
  ],
  ['Switch([country], , "Trinidad and Tobago", "TT", "Barbados", "BB")', { country: "Barbados" }, "BB"],
  [
    'IIF([IsSoftDeleted]="True", Join("_",FormatDateTime(Now(), , "M/d/yyyy h:mm:ss tt", "yyyy-MM-dd"),[mail]), [mail])',
    { IsSoftDeleted: "True", mail: "john.smith@company.com" },
    "2025-07-30_john.smith@company.com",
  ],
  [
    'IIF(DateDiff("d", Now(), CDate(Switch([t], [t], "", "9999-01-01"))) <= -14, "OU=DELETED", Switch([d], "OU=Default", "Finance", "OU=Finance"))',
    { t: "2025-07-10", d: "Finance" },
    "OU=DELETED",
  ],
  [
    'IIF(DateDiff("d", Now(), CDate(Switch([t], [t], "", "9999-01-01"))) <= -14, "OU=DELETED", Switch([d], "OU=Default", "Finance", "OU=Finance"))',
    { t: "2025-07-25", d: "Finance" },
    "OU=Finance",
  ],
  [
    'IgnoreFlowIfNullOrEmpty(IIF(IsPresent([a]),IIF(DateDiff("d", Now(), CDate([a])) <> 1, "", [mail]),"noemail@contoso.com"))',
    { a: "", mail: "user@company.com" },
    "noemail@contoso.com",
  ],
  [
    'IgnoreFlowIfNullOrEmpty(IIF(IsPresent([a]),IIF(DateDiff("d", Now(), CDate([a])) <> 1, "", [mail]),"noemail@contoso.com"))',
    { a: "2025-08-01", mail: "user@company.com" },
    "user@company.com",
  ],
];

reproduces("the function reference", reference);
reproduces("the cloud sync reference", cloudSync);
reproduces("the Workday guide", workday);
reproduces("the SuccessFactors guide", successFactors);

describe("examples of SelectUniqueValue reproduce", () => {
  const expression = `SelectUniqueValue(
    Join("@", NormalizeDiacritics(StripSpaces(Join(".",  [PreferredFirstName], [PreferredLastName]))), "contoso.com"),
    Join("@", NormalizeDiacritics(StripSpaces(Join(".",  Mid([PreferredFirstName], 1, 1), [PreferredLastName]))), "contoso.com"),
    Join("@", NormalizeDiacritics(StripSpaces(Join(".",  Mid([PreferredFirstName], 1, 2), [PreferredLastName]))), "contoso.com")
  )`;
  it.each([
    [[], "John.Smith@contoso.com"],
    [["John.Smith@contoso.com"], "J.Smith@contoso.com"],
    [["John.Smith@contoso.com", "J.Smith@contoso.com"], "Jo.Smith@contoso.com"],
  ])("with %j taken", (taken: string[], result) => {
    const attributes = { PreferredFirstName: "John", PreferredLastName: "Smith" };
    expect(evaluate(expression, attributes, { isTaken: (value) => taken.includes(value) })).toBe(result);
  });
});
