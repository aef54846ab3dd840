import type { Effect } from './effect.js';
import type { FamilyId } from './family.js';

/** A published page that lists actions, in the edition we read. */
export interface CatalogDocument {
  readonly id: string;
  readonly title: string;
  /** Where it stands: the public repository and file, or the site, as far as it is known. */
  readonly page: string;
  /** The page's own "last updated", `YYYY-MM-DD`. */
  readonly date: string;
}

/** `documented`: in the edition the catalog was made from. `documented-later`: only in a newer edition of that page. */
export type ActionStatus = 'documented' | 'documented-later';

/** Another name of the same action: an event under it counts for the entry. */
export interface Alias {
  readonly name: string;
  /** `documented`: the producer publishes old and new name. `inferred`: read from two editions of one page. */
  readonly basis: 'documented' | 'inferred';
}

/** One action that a service is documented to emit. */
export interface CatalogAction {
  /** Exactly as printed, misprints included: `service.object.verb`. */
  readonly name: string;
  readonly service: string;
  readonly family: FamilyId;
  /** The heading it is printed under. */
  readonly section: string;
  /** What stands between service and verb; may hold dots (`profile.asset-classification`). */
  readonly object: string;
  /** The end of the name. Two segments in `get.list`, `delete.multiple` and whatever ends in `.failed`. */
  readonly verb: string;
  readonly effect: Effect;
  /** What happened, in our words: object first, then a past participle; no full stop. */
  readonly title: string;
  readonly status: ActionStatus;
  readonly document: CatalogDocument;
  readonly aliases: readonly Alias[];
  /** Only where a source says which. Absent means not stated, not "management". */
  readonly eventKind?: 'management' | 'data';
  /** The page lists it among its deprecated actions: it may never be seen again. */
  readonly isDeprecated: boolean;
  /** What a reader must know to read a count of this action rightly. */
  readonly note?: string;
}

/** The actions of one service under one heading of one document, in printed order. */
export interface Section {
  readonly title: string;
  readonly status: ActionStatus;
  readonly document: CatalogDocument;
  readonly actions: readonly CatalogAction[];
}

/** An emitter of events: a catalog prefix such as `kms` or `wdp.scheduling`. */
export interface Service {
  readonly id: string;
  /** The product name a customer knows. */
  readonly name: string;
  readonly family: FamilyId;
  /** The sections of the edition the catalog was made from. */
  readonly sections: readonly Section[];
  /** The sections of a newer edition, with only what that edition adds. */
  readonly laterSections: readonly Section[];
  /** The actions of `sections`, in printed order. These are what coverage counts. */
  readonly actions: readonly CatalogAction[];
  /** The actions of `laterSections`. */
  readonly laterActions: readonly CatalogAction[];
}
