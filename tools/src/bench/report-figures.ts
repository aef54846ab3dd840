import type { RunningSystem } from '../system/system.js';

/** Seconds that the runs of one kind took together, whole and by step, as the reporter's metrics tell them. */
export interface ReportFigures {
  run: number;
  build: number;
  csv: number;
  pdf: number;
}

/** Reads `/metrics` of the reporter. All are 0 before the first run of the kind. */
export async function readReportFigures({ reporterUrl }: RunningSystem, kind: string): Promise<ReportFigures> {
  const metrics = await (await fetch(`${reporterUrl}/metrics`)).text();
  const sumOf = (name: string, labels: string) => {
    const line = metrics.split('\n').find((one) => one.startsWith(`trailkeeper_report_${name}_seconds_sum{${labels}}`));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  const stepOf = (step: string) => sumOf('step_duration', `kind="${kind}",step="${step}"`);
  return {
    run: sumOf('run_duration', `kind="${kind}"`),
    build: stepOf('build'),
    csv: stepOf('csv'),
    pdf: stepOf('pdf'),
  };
}
