/**
 * Dates, formats and patterns as HR systems, directories and administrators write them, and what comes close to them.
 */

/** Dates in the forms of exports. */
const DATES =
  `2020-10-13|2020/10/13|2020.10.13|2020 10 13|10/13/2020|10-13-2020|10.13.2020|13/10/2020|1/2/20|01/02/00|1/2/31|1-2-49|1-2-50
13 Oct 2020|13-Oct-2020|13-Oct-20|13-OCT-00|13OCT2020|13Oct20|Oct 13, 2020|October 13 2020|13 October 2020|Oct-13-2020|2020 Oct 13|2020-Oct-13|2020 13 Oct
13 Oct|Oct 13|Oct 2020|2020 Oct|October 2020|10/13|13/10|2020/10|10/2020|2020-10|May 2020 1|1 2020 May|20201013|201013|Tue, 13 Oct 2020|Tuesday, October 13, 2020
Wed, 13 Oct 2020|Tuesday 10/13/2020|13.Oct.2020|13 . Oct . 2020|13 /10/ 2020|13th Oct 2020|2020-1-3|2020-010-13|1/2/3|1/2/003|99/1/2|32/1/2|1/32/20|0/1/2020|9999-12-31|10000-01-01
Oct|Octobe 13 2020|Sept 13 2020|Sep 13 2020|Oct.13.2020|13,Oct,2020|12 13 2020|20-10-13|2020 - 10 - 13|10/13/2020,|10/13/2020.|2020-10-13-|2020-10-13/|/2020-10-13
13-10/2020|32 Oct 13|10\u00a0Oct\u00a02020|Oct13 2020|2020Oct13|31.12.2020|29 Feb 2023|2024-02-29`.split(/[|\n]/);

const TIMES =
  `10:30|9:30|9:5|9:5:3|10:30:15|10:30:15.5|10:30:15.1234567|10:30:15.12345678|10:30:15,5|10:30 AM|10:30AM|1:30 PM|13:00 PM|13:00 AM|0:30 AM|12:00 AM|12:30 PM
10AM|24:00|23:59:60|10:60|10:30.5|10:30:|10 : 30|10:30:15 a.m.|00:00:00.000|10:30:15PM|1030`.split(/[|\n]/);

const ZONES =
  "|Z| Z|z| GMT|GMT| UTC| EST|+01:00| +01:00|-05:30|+0100|+1|+01|+14:00|+14:01|-00:00| -5:00| +1:0|+100|-|+".split("|");

const JOINS = [" ", "T", " T", ", ", ",", "  ", "\t", "\u00a0", "\u0085", "\ufeff"];

/**
 * Strings for `DateTime.Parse`. Left out is what .NET reads as something that nobody means: a time after two parts of a
 * date (`13 Oct 10:30` is 13:10 today).
 */
export function dateStrings(): readonly string[] {
  const whole = DATES.filter((date) => !/^\d+$|^(?:\d+ ?Oct|Oct ?\d+)$|^\d+[-/]\d+$|^Oct$/.test(date));
  const common = ["2020-10-13", "10/13/2020", "13 Oct 2020", "Oct 13, 2020"];
  return [
    ...pairs(DATES, ZONES),
    ...pairs(whole, TIMES, [" ", "T"]),
    ...pairs(TIMES, ZONES),
    ...pairs(common, pairs(TIMES, ZONES), [" ", "T"]),
    ...pairs(TIMES, common.slice(0, 2), [" "]),
    ...pairs(common, ["10:30:15", ""], JOINS),
    ...pairs([""], common, JOINS),
  ];
}

function pairs(starts: readonly string[], ends: readonly string[], joins: readonly string[] = [""]): readonly string[] {
  return starts.flatMap((start) => joins.flatMap((join) => ends.map((end) => start + join + end)));
}

/** Moments with leading zeros, a year that ends in 00, the last tick of a year, a leap day. */
export const MOMENTS =
  `2000-01-02T03:04:05.0000000 2009-06-05T13:04:07.1230000 1999-12-31T23:59:59.9999999 2024-02-29T00:00:00.0000000
2031-10-09T12:00:00.5000000 0099-05-06T07:08:09.0000000 1950-03-04T01:00:00.0000000`.split(/\s/);

/** Custom and standard formats. */
export const FORMATS =
  String.raw`dd/MM/yy|MM/dd/yy|d/M/yy|yyMMdd|ddMMyy|yyyyMMdd|ddMMyyyy|yyyyMM|yyyy-MM-dd|dd.MM.yyyy|d.M.yyyy|dd-MMM-yy|dd-MMM-yyyy|ddMMMyyyy|ddMMMyy|dd MMM yyyy|d MMMM yyyy
MMMM d, yyyy|ddd, dd MMM yyyy|dddd, MMMM dd, yyyy|MMM yyyy|MM/yyyy|yyyy MMMM|yyyy-MM-ddTHH:mm:ss|yyyy-MM-ddTHH:mm:ssZ|yyyy-MM-ddTHH:mm:ss'Z'|yyyy-MM-dd'T'HH:mm:ss|yyyy-MM-ddTHH:mm:ss.fffZ
yyyy-MM-ddTHH:mm:ss.FFFFFFFK|yyyy-MM-ddTHH:mm:sszzz|yyyy-MM-ddzzz|yyyyMMddHHmmss.fZ|yyyyMMddHHmmss.f'Z'|yyyyMMddHHmmss|M/d/yyyy h:mm:ss tt|M/d/yyyy hh:mm tt|MM/dd/yyyy HH:mm|dd/MM/yyyy HH.mm
yyyy/MM/dd HH:mm:ss zzz|yyyy-MM-dd HH:mm:ss.fff|yyyy-MM-dd  HH:mm|yyyy-MM-dd' 'HH:mm|HH:mm|hh:mm tt|h tt|tt|tt yyyy-MM-dd|t yyyy|hh:mm|HH:mm tt|HH hh|HHmmss|H:m:s|yyyy|yy|%y|%d|zz|%z|zzzz
d|D|f|F|g|G|m|o|r|s|t|T|u|y|'a'yyyy|%'a'|%\d|%%|\d|yyyy\|'open|ffffffff|yyy|yyyyy|y yy|dd dd|yyyy gg|yyyy'year 'MM|yyyy' - 'MM|"x y"yyyy|d'th' MMMM yyyy|dd\/MM\/yyyy`.split(
    /[|\n]/,
  );

/** Combinations of DateTimeStyles; 131 is the default of FormatDateTime. */
export const STYLES = [131, 0, 1, 2, 4, 5, 6, 7, 8, 16, 32, 48, 64, 80, 128];

/** A formatted date as people change it. */
export function variantsOf(date: string): readonly string[] {
  const forms = `|Z|z|GMT|+02:00| |\u00a0|\u0085`.split("|").map((end) => date + end);
  return [
    ...forms,
    ` ${date}`,
    ` ${date}\t`,
    `\ufeff${date}`,
    date.replace(" ", "  "),
    date.replace(/\D/, "$& "),
    date.replace(/[-/:]/, " $&"),
    date.toUpperCase(),
    date.replace(/0(\d)/g, "$1"),
    date.replace(/^\d/, ""),
    date.replace(/\.0+$/, ""),
    date.replace(/[AP]M/, ""),
  ];
}

/** Strings for patterns. */
export const SUBJECTS = [
  "abc@x.org",
  "a-z/.b",
  "ABCabc",
  "  Ada\u00a0Lovelace\u0085",
  "+1 (999) 888-7777",
  "@bc",
  "Straße",
  "",
  "a\nb",
  "1990-01-02",
  "äÖ",
  "01a",
];

/** Patterns of the documentation, and forms in which engines differ. */
export const PATTERNS =
  String.raw`[\--/]~[a-\-z]~[\-a]~[a\-z]~[+\-*]~[!\--0]~[a-\-\-c]~(?i)\p{Lu}~(?i)\P{Ll}~(?i)[\p{Lu}]~(?i)[\P{Ll}]~(?i)[^\p{Lt}]~\p{Lu}~(?<01>a)~(a)(?<01>b)~(?<10>a)
(?(?=@)@(.*)|.)~(?(?=@)@(.*)|(.))~(?(?:(a))b|c)~(?(?:(a))(b)|(c))(.)?~(?(?i)a|b)~(?(a)(?i)b|c)~(?(?i:a)b|c)~(?i)(?(a)ab|c)~(a)?(?(1)b|c)~(?(?!a)b|a(.))~(?(?<=a)b|(a)(.))~(?(?<n>a)b|c)
(?(?>a)a(.)|c)~\s~\S+~[^\w]+~\W~(.*?)(?<id>.{0,2})$~(?<a>.)(.)~a(?#c)b~(?n)(a)(?<b>b)~\d{2}~[()\s-]+~^(.)(.*)$~(?x) a b # c~\u0041~\x41~[[:alpha:]]~(?'q'a)~(a)\1~\k<a>(?<a>b)~[a-z-[aeiou]]
(?<=a)b~(?(1)a|b)~(?(x)a|b)~[z-a]~[a-]~[-a]~[]a]~a{,2}~a**~a{2,1}~(?<n-n>a)~[\d-a]~[a-\d]~[\w-]~[.\-_]~[^\-]`.split(
    /[~\n]/,
  );

/** Replacements with every kind of substitution. */
export const REPLACEMENTS = [
  "[$1]",
  "[$2]",
  "$99999999999",
  "$0$&",
  "$+",
  "$$1",
  ["$", "{n}$", "{id}"].join(""),
  ["$", "{01}"].join(""),
  "$2147483648",
  "$_",
  "$`$'",
];

/** Strings with white space, and lone surrogates. */
export const ODD_STRINGS = [
  "\ud800",
  "a\udc00b",
  "\ufeff a\u0085\u00a0",
  "\u200b a",
  "\u2028a\u3000",
  "\u001fa\u000b",
  "😀",
];
