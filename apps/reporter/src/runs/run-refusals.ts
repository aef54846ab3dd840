import type { ReportDeletion, ReportRun } from '@trailkeeper/contract';
import { ApiError } from '@trailkeeper/http';

/** 409 for what only a done run that has its files can be: why this one cannot be `done` ("deleted"), and the way out. */
export function notKept({ id, status, progress, failure, deletion }: ReportRun, done: string): ApiError {
  const refused = (why: string) => new ApiError('conflict', 409, `Report run ${id} cannot be ${done}: ${why}`);
  if (deletion !== null) return refused(`its files were ${deletionWords(deletion)}`);
  switch (status) {
    case 'queued':
    case 'running':
      return refused(`it is ${status} (${progress}%). Try again once it is done.`);
    case 'failed':
      return refused(`it has failed and has no files (${failure}). Ask for the report again: POST /v1/reports.`);
    case 'done':
      return refused('it changed at this very moment. Try again.');
  }
}

/** 410 for the files of a run that were deleted, saying by whom, when and why. */
export function gone({ id }: ReportRun, deletion: ReportDeletion): ApiError {
  const message = `The files of report run ${id} were ${deletionWords(deletion)}`;
  return new ApiError('gone', 410, message, { members: { deletion } });
}

function deletionWords({ by, at, reason }: ReportDeletion): string {
  return `deleted by ${by} at ${at}. Reason: ${reason}`;
}
