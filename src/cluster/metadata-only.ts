/**
 * What to accept for the metadata of objects alone. No other form is accepted besides, so that a server that does not know it refuses
 * instead of sending all.
 */
const form = (kind: string): string => `application/json;as=${kind};g=meta.k8s.io;v=v1`

export const METADATA = form('PartialObjectMetadata')
export const METADATA_LIST = form('PartialObjectMetadataList')
