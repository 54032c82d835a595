/**
 * Phone numbers in the form that Proxyclick takes, E.164.
 */
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";

/**
 * Makes a function that brings a phone number to E.164.
 *
 * @param defaultCountry - Country of numbers without an international prefix; without it they are no phone numbers.
 * @returns A function that returns undefined for a text that is no possible phone number. An extension is dropped: E.164 has none.
 */
export function phoneNormalizer(defaultCountry?: CountryCode): (phone: string) => string | undefined {
  return (phone) => {
    const number = parsePhoneNumberFromString(phone, defaultCountry);
    return number?.isPossible() === true ? number.number : undefined;
  };
}
