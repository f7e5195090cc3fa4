import { table } from './entry.ts'

/** Codes of findings about one manifest. */
export const validate = table({
  'missing-kind': {
    is: 'finding',
    title:
      'A document is not a Kubernetes object: it is a list, a text or a number, or lacks apiVersion or kind.',
    mend: 'Give it both, or keep files that hold no Kubernetes objects out of the folder of manifests.',
  },
  'unknown-kind': {
    is: 'finding',
    title: 'The API group has no such kind.',
    mend: 'Correct the kind (the hint names the nearest); kinds are written in CamelCase, as in MCPBackend.',
  },
  'unserved-version': {
    is: 'finding',
    title: 'The kind exists, but not in this version of its API group.',
    mend: 'Use one of the versions that the message names.',
  },
  'unknown-field': {
    is: 'finding',
    title: 'The kind has no such field.',
    mend: 'Correct the name or the indentation; `kubectl explain KIND.FIELD` lists the fields that exist.',
  },
  'missing-field': {
    is: 'finding',
    title: 'A field that the kind requires is absent.',
    mend: 'Add the field.',
  },
  'wrong-type': {
    is: 'finding',
    title: 'A value is of the wrong type: a string where a number belongs, an object where a list belongs.',
    mend: 'Write a value of the type that the message names. Quote strings that YAML reads otherwise: "yes", "1.0", "0755".',
  },
  'unsupported-value': {
    is: 'finding',
    title: 'The field takes one of a fixed set of values, and this is none of them.',
    mend: 'Use one of the values that the message lists; upper and lower case count.',
  },
  'bad-length': {
    is: 'finding',
    title:
      'A string is longer or shorter than the field allows, or a list or map has too many or too few entries.',
    mend: 'Stay within the limit that the message names; for lists, spread the entries over several objects.',
  },
  'bad-pattern': {
    is: 'finding',
    title: 'A string does not have the form that the field requires.',
    mend: 'Write it so that it matches the regular expression in the message.',
  },
  'bad-format': {
    is: 'finding',
    title: 'A string is not of the format that the field requires, such as a date or an IP address.',
    mend: 'Write it in that format.',
  },
  'out-of-range': {
    is: 'finding',
    title: 'A number is too large, too small, or not a multiple of what the field requires.',
    mend: 'Use a number within the range that the message names.',
  },
  'bad-scale': {
    is: 'finding',
    title:
      'A field that the scale subresource of the kind speaks of is no number of replicas, or no selector.',
    mend: 'Write a whole number from 0 to 2147483647, or a selector as a string.',
  },
  'duplicate-item': {
    is: 'finding',
    title: 'Two entries of a list that is a set or a map have the same value or the same key.',
    mend: 'Remove one of the entries, or give it another key.',
  },
  'no-alternative': {
    is: 'finding',
    title: 'A value fits none of the alternatives that the schema offers, or several where only one may fit.',
    mend: 'Set exactly the fields of one alternative.',
  },
  'bad-metadata': {
    is: 'finding',
    title: 'A name, namespace, label, annotation or finalizer is not of the form that Kubernetes requires.',
    mend: 'Use lower case letters, digits and "-" for names, and start and end with a letter or a digit.',
  },
  'failed-rule': {
    is: 'finding',
    title: 'The object breaks a rule of its kind (a CEL rule of the CRD).',
    mend: 'The message is the rule in words; change the fields it speaks of.',
  },
  'rule-error': {
    is: 'finding',
    title:
      'A rule of the kind can not be evaluated on this object; the API server refuses the object for it.',
    mend: 'The message names what went wrong, such as a field that is absent; set it, or report the rule to who wrote the CRD.',
  },
  'not-checked': {
    is: 'finding',
    title:
      'A part of the schema, or a rule, uses something that this program does not evaluate; it was not checked.',
    mend: 'Ask the API server: `kubectl apply --dry-run=server -f FILE`.',
  },
})
