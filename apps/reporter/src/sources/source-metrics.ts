import { Inject, Injectable } from '@nestjs/common';
import { findService } from '@trailkeeper/catalog';
import type { Source, SourceList } from '@trailkeeper/contract';
import { APP_LOGGER, type Kept, type Logger, keptFresh } from '@trailkeeper/http';
import { Gauge, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { readSources } from './read-sources.js';

/** A minute: what a monitor waits for lasts an hour at least. */
const MAX_AGE_MS = 60_000;

/** Whoever may send events makes up services; a monitor keeps a series for each. Those of the catalog are always there. */
const MAX_SOURCES_OF_A_KIND = 500;

/** When each source was last heard and whether it is silent; read when a monitor asks. */
@Injectable()
export class SourceMetrics {
  constructor(
    @Inject(DataSource) dataSource: DataSource,
    @Inject(APP_LOGGER) logger: Logger,
    @Inject(Registry) private readonly registry: Registry,
  ) {
    const sources = keptFresh(() => readSources(dataSource), {
      maxAgeMs: MAX_AGE_MS,
      onFault: (err) => logger.warn({ err }, 'the sources could not be read for /metrics; the last known are given'),
    });
    const measured = async () => measuredOf((await sources())?.value.items ?? []);
    this.leftOut(async () => (await sources())?.value);
    this.perSource(
      'last_event_timestamp_seconds',
      'When the last event of a service happened, or when anything last arrived with a key.',
      { measured, valueOf: ({ lastEventAt, lastArrivedAt }) => secondsOf(lastEventAt ?? lastArrivedAt) },
    );
    this.perSource(
      'usual_gap_seconds',
      'The longest pause that is usual for a source; none where too little is known.',
      {
        measured,
        valueOf: ({ usualGapSeconds }) => usualGapSeconds,
      },
    );
    this.perSource('silent', '1: silent for more than twice its usual gap, an hour at least; 0: not.', {
      measured,
      valueOf: ({ state }) => Number(state === 'silent'),
    });
    this.lastRead(sources);
  }

  private perSource(name: string, help: string, { measured, valueOf }: PerSource): void {
    new Gauge({
      name: `trailkeeper_source_${name}`,
      help,
      labelNames: ['kind', 'source'],
      registers: [this.registry],
      async collect() {
        const sources = await measured();
        this.reset();
        for (const source of sources) {
          const value = valueOf(source);
          if (value !== null) this.set({ kind: source.kind, source: source.name }, value);
        }
      },
    });
  }

  private leftOut(list: () => Promise<SourceList | undefined>): void {
    new Gauge({
      name: 'trailkeeper_sources_left_out',
      help: 'Services outside the catalog, and keys, that have no series of their own, since there are too many; at least so many.',
      labelNames: ['kind'],
      registers: [this.registry],
      async collect() {
        this.reset();
        const read = await list();
        if (read === undefined) return;
        const ofKind = (kind: Source['kind']) => leftOutOf(read.items, kind).length;
        this.set({ kind: 'service' }, ofKind('service') + read.servicesLeftOut.count);
        this.set({ kind: 'key' }, ofKind('key'));
      },
    });
  }

  private lastRead(sources: () => Promise<Kept<unknown> | undefined>): void {
    new Gauge({
      name: 'trailkeeper_sources_read_timestamp_seconds',
      help: 'When what is said of sources was read from the database; 0 before the first time.',
      registers: [this.registry],
      async collect() {
        const kept = await sources();
        this.set(kept === undefined ? 0 : kept.readAt.getTime() / 1000);
      },
    });
  }
}

interface PerSource {
  measured: () => Promise<Source[]>;
  valueOf: (source: Source) => number | null;
}

/** All but keys that ended; of services outside the catalog, and of keys, so many as a monitor can bear. */
function measuredOf(sources: readonly Source[]): Source[] {
  const some = (kind: Source['kind']) => othersOf(sources, kind).slice(0, MAX_SOURCES_OF_A_KIND);
  return [...sources.filter(isOfCatalog), ...some('service'), ...some('key')];
}

function leftOutOf(sources: readonly Source[], kind: Source['kind']): Source[] {
  return othersOf(sources, kind).slice(MAX_SOURCES_OF_A_KIND);
}

function othersOf(sources: readonly Source[], kind: Source['kind']): Source[] {
  return sources.filter((source) => source.kind === kind && source.state !== 'ended' && !isOfCatalog(source));
}

function isOfCatalog({ kind, name }: Source): boolean {
  return kind === 'service' && findService(name) !== undefined;
}

function secondsOf(moment: string | null): number | null {
  return moment === null ? null : new Date(moment).getTime() / 1000;
}
