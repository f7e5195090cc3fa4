import { table } from './entry.ts'

/** Codes of reading and writing files of manifests. */
export const manifest = table({
  'no-such-file': {
    is: 'error',
    title: 'A file or folder that the command was given does not exist.',
    mend: 'Check the spelling; relative paths start at the folder in which the command runs.',
  },
  'file-unreadable': {
    is: 'error',
    title: 'A file or folder of manifests can not be read.',
    mend: 'Give yourself the right to read it, or leave it out.',
  },
  'file-unwritable': {
    is: 'error',
    title:
      'A file can not be written: no such folder, no right, no space, or a file system that takes no writes.',
    mend: 'Remove the cause that the message names and run the command again; the file still is what it was.',
  },
  'file-changed': {
    is: 'error',
    title: 'A file is no longer what the command read, so it was not overwritten.',
    mend: 'Run the command again: it then works on the file as it is now.',
  },
  'folder-busy': {
    is: 'error',
    title: 'Another revoke or restore is at work on the same folder.',
    mend: 'Wait for it. If none runs, remove the file .agentgw/lock that it left behind.',
  },
  'not-separable': {
    is: 'error',
    title: 'An item of a `kind: List` can not be taken out of its file without changing the items beside it.',
    mend: 'Make the item a document of its own, or write out the values that it shares by anchor and alias.',
  },
  'not-editable': {
    is: 'error',
    title:
      'A value can not be changed in its file without changing others: usually because several places share it by anchor, alias or merge key.',
    mend: 'Edit the place by hand, or write out what is shared and run the command again; the file still is what it was.',
  },
  'not-utf8': {
    is: 'finding',
    title: 'The file is not text in UTF-8.',
    mend: 'Save it as UTF-8; editors call this the encoding.',
  },
  'yaml-syntax': {
    is: 'finding',
    title: 'The text is not YAML, or not JSON.',
    mend: 'Correct the place that the finding names; the mistake may stand on the line before it.',
  },
  'yaml-tab': {
    is: 'finding',
    title: 'A line is indented with a tab, which YAML does not allow.',
    mend: 'Indent with spaces.',
  },
  'yaml-control-character': {
    is: 'finding',
    title: 'The text contains a character that YAML does not allow, such as NUL.',
    mend: 'Remove it, or write it as an escape in a double-quoted string, such as "\\x1b".',
  },
  'yaml-alias': {
    is: 'finding',
    title: 'An alias (`*name`) or merge key (`<<`) has no anchor that it could stand for.',
    mend: 'Put the anchor (`&name`) before it in the same document, or write the value out.',
  },
  'yaml-too-large': {
    is: 'finding',
    title:
      'The file is longer than 64 MiB, or a document of it is nested more than 300 levels deep, has more than some four million values, or its aliases unfold into more than 100,000.',
    mend: 'Split the file; write the document with fewer levels and aliases.',
  },
  'object-too-large': {
    is: 'finding',
    title: 'The object is larger than the 3 MiB of JSON that the API server takes in one request.',
    mend: 'Keep large data elsewhere, such as in an image or a volume.',
  },
  'yaml-value': {
    is: 'finding',
    title: 'A value or key is YAML, but has no form in JSON: `.inf`, `.nan`, a null or a mapping as a key.',
    mend: 'Quote it if a string is meant.',
  },
  'duplicate-key': {
    is: 'finding',
    title: 'A mapping holds the same key twice; readers disagree on which of the two counts.',
    mend: 'Remove one of them.',
  },
  'not-an-object': {
    is: 'finding',
    title: 'A document, or an item of a list, is not a mapping, so it can not be a Kubernetes object.',
    mend: 'Begin it with apiVersion, kind and metadata, or remove it.',
  },
  'hidden-document': {
    is: 'finding',
    title: 'A document follows `...` without a `---` line; kubectl and the API server ignore it.',
    mend: 'Put `---` on a line of its own before it.',
  },
  'link-not-followed': {
    is: 'finding',
    title: 'A symbolic link leads out of the folder, nowhere, or to no file, and was not followed.',
    mend: 'Name its target on the command line too, or replace the link with the file.',
  },
})
