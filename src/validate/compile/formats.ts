/**
 * The formats of strings that Kubernetes checks (it ignores any other), without their hyphens, and the function
 * of the run time that checks them; undefined: we do not, and say so.
 */
export const FORMATS: Readonly<Record<string, string | undefined>> = {
  ipv4: 'isIp4',
  ipv6: 'isIp6',
  cidr: 'isCidr',
  uuid: 'isUuid',
  date: 'isDate',
  datetime: 'isDateTime',
  byte: 'isBase64',
  password: undefined,
  duration: undefined,
  bsonobjectid: undefined,
  uri: undefined,
  email: undefined,
  hostname: undefined,
  mac: undefined,
  uuid3: undefined,
  uuid4: undefined,
  uuid5: undefined,
  isbn: undefined,
  isbn10: undefined,
  isbn13: undefined,
  creditcard: undefined,
  ssn: undefined,
  hexcolor: undefined,
  rgbcolor: undefined,
  k8sshortname: undefined,
  k8slongname: undefined,
}
