/** The words that spreadsheets in other languages write for TRUE and FALSE; Entra writes True and False. */

/** The words of spreadsheets for TRUE and FALSE, in upper case, and their languages. */
const LOCALIZED_BOOLEANS: ReadonlyMap<string, string> = new Map([
  ["WAHR", "German"],
  ["FALSCH", "German"],
  ["VRAI", "French"],
  ["FAUX", "French"],
  ["WAAR", "Dutch"],
  ["ONWAAR", "Dutch"],
  ["VERDADERO", "Spanish"],
  ["FALSO", "Spanish, Italian or Portuguese"],
  ["VERO", "Italian"],
  ["VERDADEIRO", "Portuguese"],
  ["PRAWDA", "Polish"],
  ["FAŁSZ", "Polish"],
  ["SANT", "Swedish"],
  ["FALSKT", "Swedish"],
  ["SAND", "Danish"],
  ["FALSK", "Danish"],
  ["SANN", "Norwegian"],
  ["USANN", "Norwegian"],
  ["TOSI", "Finnish"],
  ["EPÄTOSI", "Finnish"],
  ["PRAVDA", "Czech"],
  ["NEPRAVDA", "Czech"],
  ["IGAZ", "Hungarian"],
  ["HAMIS", "Hungarian"],
  ["DOĞRU", "Turkish"],
  ["YANLIŞ", "Turkish"],
  ["ИСТИНА", "Russian"],
  ["ЛОЖЬ", "Russian"],
]);

/** The language of the spreadsheet that wrote a word in place of a boolean; undefined for any other value. */
export function spreadsheetLanguage(value: string): string | undefined {
  return LOCALIZED_BOOLEANS.get(value.trim().toUpperCase());
}
