/** What others wrote must not reach the terminal as anything but text. */
export const printable = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')
