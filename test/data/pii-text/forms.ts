import type { Form, PiiEntity } from './pii-entity.ts';
import { emailForms } from './values/email.ts';
import { itinForms, ninoForms, passportForms, ssnForms } from './values/national-ids.ts';
import { cryptoForms, ipForms, macForms, urlForms } from './values/network.ts';
import { cardForms, ibanForms } from './values/payment.ts';
import { addressForms, birthForms, personForms } from './values/person.ts';
import { phoneForms } from './values/phone.ts';
import { secretForms } from './values/secret.ts';

/** Every written form of every entity. */
export const formsOf: Record<PiiEntity, readonly Form[]> = {
  EMAIL: emailForms,
  PHONE: phoneForms,
  CREDIT_CARD: cardForms,
  IBAN: ibanForms,
  US_SSN: ssnForms,
  US_ITIN: itinForms,
  UK_NINO: ninoForms,
  PASSPORT: passportForms,
  IP_ADDRESS: ipForms,
  MAC_ADDRESS: macForms,
  URL_CREDENTIALS: urlForms,
  CRYPTO: cryptoForms,
  DATE_OF_BIRTH: birthForms,
  STREET_ADDRESS: addressForms,
  PERSON: personForms,
  SECRET: secretForms,
};
