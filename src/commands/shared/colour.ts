/** FORCE_COLOR and NO_COLOR decide, else whether a terminal reads. */
export const wantsColour = (): boolean => {
  const force = process.env['FORCE_COLOR']
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  return process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
}
