/** The URL of an API server, as it stands in a kubeconfig or in a flag. */

/** Whether one can be asked at that: a whole URL, of a host and of a port that there can be. */
export const isServerUrl = (text: string): boolean => /^https?:\/\/[^/]/.test(text) && URL.canParse(text)

/** As it is told and recorded: without what would sign in there. */
export const toldUrl = (text: string): string => text.replace(/^(https?:\/\/)[^/]*@/, '$1').replace(/\/$/, '')
