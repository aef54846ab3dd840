import type { Delivered } from '../target-kind.js';

/** What a receipt keeps of the server's answer. */
export function answerOf(
  place: string,
  { ETag, VersionId, $metadata }: Answer,
  word: string,
): Pick<Delivered, 'place' | 'answer'> {
  const version = VersionId === undefined || VersionId === 'null' ? undefined : VersionId;
  const parts = [
    `${$metadata.httpStatusCode} ${word}`,
    ETag && `ETag ${ETag}`,
    version && `version ${version}`,
    $metadata.requestId && `request ${$metadata.requestId}`,
  ];
  return {
    place: version === undefined ? place : `${place}?versionId=${encodeURIComponent(version)}`,
    answer: parts.filter(Boolean).join(', ').slice(0, 300),
  };
}

interface Answer {
  readonly ETag?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly $metadata: { readonly httpStatusCode?: number | undefined; readonly requestId?: string | undefined };
}
