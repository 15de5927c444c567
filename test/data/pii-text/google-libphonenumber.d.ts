/** The part of Google's library that the tests call; the package ships no types. */
declare module 'google-libphonenumber' {
  export interface PhoneNumber {
    getCountryCode(): number | undefined;
    getNationalNumber(): number | undefined;
  }
  export class PhoneNumberUtil {
    static getInstance(): PhoneNumberUtil;
    getExampleNumberForType(region: string, type: number): PhoneNumber | null;
    getNationalSignificantNumber(number: PhoneNumber): string;
    isValidNumberForRegion(number: PhoneNumber, region: string): boolean;
    isValidNumber(number: PhoneNumber): boolean;
    parse(text: string, region?: string): PhoneNumber;
    format(number: PhoneNumber, format: number): string;
  }
  export const PhoneNumberFormat: { E164: number; INTERNATIONAL: number; NATIONAL: number; RFC3966: number };
  export const PhoneNumberType: { FIXED_LINE: number; MOBILE: number };
}
