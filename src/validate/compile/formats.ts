/**
 * The formats of strings that Kubernetes checks (it ignores any other), without their hyphens, and the function
 * of the run time that checks them; `undefined` where any text will do.
 */
export const FORMATS: Readonly<Record<string, string | undefined>> = {
  bsonobjectid: 'isObjectId',
  byte: 'isBase64',
  cidr: 'isCidr',
  creditcard: 'isCreditCard',
  date: 'isDate',
  datetime: 'isDateTime',
  duration: 'isDuration',
  email: 'isEmail',
  hexcolor: 'isHexColor',
  hostname: 'isHostname',
  ipv4: 'isFormattedIp4',
  ipv6: 'isFormattedIp6',
  isbn: 'isIsbn',
  isbn10: 'isIsbn10',
  isbn13: 'isIsbn13',
  k8slongname: 'isLongName',
  k8sshortname: 'isShortName',
  mac: 'isMac',
  password: undefined,
  rgbcolor: 'isRgbColor',
  ssn: 'isSsn',
  uri: 'isUri',
  uuid: 'isUuid',
  uuid3: 'isUuid3',
  uuid4: 'isUuid4',
  uuid5: 'isUuid5',
}

/** The first minor version of Kubernetes that checks a format, which is the one after that which brought it; the others always were. */
export const FORMAT_SINCE: Readonly<Record<string, number | undefined>> = {
  k8slongname: 35,
  k8sshortname: 35,
}
