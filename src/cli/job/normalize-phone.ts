/** Normalizes phone numbers to E.164, the form that Proxyclick accepts. */
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";

/**
 * Creates a function that converts a phone number to E.164.
 *
 * @param defaultCountry - Country of numbers without an international prefix; without it they are invalid.
 * @returns A function that returns undefined for an invalid number. It drops an extension: E.164 has none.
 */
export function phoneNormalizer(defaultCountry?: CountryCode): (phone: string) => string | undefined {
  return (phone) => {
    const number = parsePhoneNumberFromString(phone, defaultCountry);
    return number?.isPossible() === true ? number.number : undefined;
  };
}
