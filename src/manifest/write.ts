export declare const writeDurably: (path: string, text: string, options?: { mode?: number }) => Promise<void>
export declare const removeDurably: (path: string) => Promise<void>
