/**
 * Values that a program damaged when it wrote or opened a file: the original cannot be recovered from them.
 */
import { isCut, WHOLE_JSON } from "../../internal/graph-names.ts";
import { spreadsheetLanguage } from "../../provisioning/mapping/localized-booleans.ts";

/** Errors of a spreadsheet, such as `#NAME?` for a telephone number that begins with a plus sign, in any language. */
const SPREADSHEET_ERROR = /^#(?:N\/A|NV|N\/D|[\p{Lu}¿¡/0]{2,14}[?!])$/u;

/** A long number in a spreadsheet, such as `4,93515E+11`. */
const SCIENTIFIC_NOTATION = /^\d(?:[.,]\d+)?E\+\d{2,}$/i;

/** Describes the damage of a value; undefined for one that is whole. */
export function damageOf(value: string): string | undefined {
  const trimmed = value.trim();
  if (SPREADSHEET_ERROR.test(trimmed))
    return `${quote(trimmed)}, a spreadsheet's error in place of the value; export the file again and do not save it in a spreadsheet`;
  if (SCIENTIFIC_NOTATION.test(trimmed))
    return `${quote(trimmed)}, a number that a spreadsheet shortened; export the file again and do not save it in a spreadsheet`;
  if (isCut(trimmed))
    return `${quote(trimmed)}, which PowerShell writes for a list or an object; select its values, or export JSON with ${WHOLE_JSON}`;
  return undefined;
}

/** Whether a value is a boolean as files have it. */
export function isBoolean(value: string): boolean {
  return /^(?:true|false)$/i.test(value.trim());
}

/** Why a value is no boolean, and what to do. */
export function notBoolean(value: string): string {
  const trimmed = value.trim();
  if (trimmed === "") return "is empty; expected True or False";
  const language = spreadsheetLanguage(trimmed);
  if (language === undefined) return `has ${quote(trimmed)}; expected True or False`;
  return `has ${quote(trimmed)}, which a ${language} spreadsheet writes instead of TRUE or FALSE; export the file again and do not save it in a spreadsheet, or import the column as text`;
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
