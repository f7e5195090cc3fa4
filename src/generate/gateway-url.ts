/** Where the gateway serves a path; its own URL may end in a slash. */
export const gatewayUrl = (gateway: string, path: string): string => `${gateway.replace(/\/+$/, '')}${path}`
