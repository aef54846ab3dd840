import { progressBar } from '../progress-line.js';
import type { FoundFile } from './find-files.js';
import type { Position } from './open-content.js';

/** How far an import is. Files that are not sent count neither as work nor as done. */
export class ImportProgress {
  private totalBytes: number;
  private done: Position = { bytes: 0, events: 0 };
  private readonly running = new Map<FoundFile, Position>();

  constructor(
    files: readonly FoundFile[],
    private readonly startedAt = Date.now(),
  ) {
    this.totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The position to be moved while the file is sent. */
  begin(file: FoundFile): Position {
    const position = { bytes: 0, events: 0 };
    this.running.set(file, position);
    return position;
  }

  /** The file is through; `events` as the collector counted them. */
  end(file: FoundFile, events: number): void {
    this.running.delete(file);
    this.done = { bytes: this.done.bytes + file.bytes, events: this.done.events + events };
  }

  /** The file was not sent to its end. */
  leaveOut(file: FoundFile): void {
    this.running.delete(file);
    this.totalBytes -= file.bytes;
  }

  get share(): number {
    return this.totalBytes === 0 ? 1 : this.current().bytes / this.totalBytes;
  }

  /** In at most `width` signs, if that can be. */
  text(width: number, now = Date.now()): string {
    const { bytes, events } = this.current();
    const [file] = this.running.keys();
    const seconds = (now - this.startedAt) / 1000;
    return progressText({ bytes, events, totalBytes: this.totalBytes, seconds, name: file?.name ?? '', width });
  }

  private current(): Position {
    const all = [this.done, ...this.running.values()];
    return {
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      events: all.reduce((sum, { events }) => sum + events, 0),
    };
  }
}

/** `█████████░░░ 75.0 %  12.3 MB/s  11,600 events/s  3 min 20 s left  …/archive/file.json.gz` */
export function progressText(state: {
  bytes: number;
  totalBytes: number;
  events: number;
  seconds: number;
  name: string;
  width: number;
}): string {
  const { bytes, totalBytes, events, name, width } = state;
  const seconds = Math.max(0.001, state.seconds);
  const share = totalBytes === 0 ? 1 : bytes / totalBytes;
  const left = bytes === 0 ? '' : `  ${duration(((totalBytes - bytes) / bytes) * seconds)} left`;
  const megabytes = (bytes / 1e6 / seconds).toFixed(1);
  const rate = Math.round(events / seconds).toLocaleString('en');
  const percent = `${(share * 100).toFixed(1)} %`;
  const text = `${progressBar(share, 12)} ${percent}  ${megabytes} MB/s  ${rate} events/s${left}`;
  const room = width - text.length - 2;
  return room < LEAST_NAME || name === '' ? text : `${text}  ${shortened(name, room)}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The end of a path says more than its beginning. */
function shortened(name: string, room: number): string {
  return name.length <= room ? name : `…${name.slice(1 - room)}`;
}

/** Of less, nobody knows which file it is. */
const LEAST_NAME = 10;
