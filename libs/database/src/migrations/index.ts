import { CreateRoles1795257600001 } from './1795257600001-create-roles.js';
import { CreateIngestBatch1795257600002 } from './1795257600002-create-ingest-batch.js';
import { CreateAuditEvent1795257600003 } from './1795257600003-create-audit-event.js';
import { CreateEventPartitions1795257600004 } from './1795257600004-create-event-partitions.js';
import { CreateActivityCounts1795257600005 } from './1795257600005-create-activity-counts.js';
import { CreateQuarantine1795257600006 } from './1795257600006-create-quarantine.js';
import { CreateCatalogVersion1795257600007 } from './1795257600007-create-catalog-version.js';
import { CreateReportRun1795257600008 } from './1795257600008-create-report-run.js';
import { IndexEventsByAction1795257600009 } from './1795257600009-index-events-by-action.js';
import { IndexFailures1795257600010 } from './1795257600010-index-failures.js';
import { CreateAttestation1795257600011 } from './1795257600011-create-attestation.js';
import { CreateReportReview1795257600012 } from './1795257600012-create-report-review.js';
import { FoldByRange1795257600013 } from './1795257600013-fold-by-range.js';
import { CreateIngestKey1795257600014 } from './1795257600014-create-ingest-key.js';
import { PackEventBodies1795257600015 } from './1795257600015-pack-event-bodies.js';
import { GiveQuarantinedItemsAState1795257600016 } from './1795257600016-give-quarantined-items-a-state.js';
import { CreateKeyArrivals1795257600017 } from './1795257600017-create-key-arrivals.js';
import { ValidateChecks1795257600018 } from './1795257600018-validate-checks.js';
import { DecideOnQuarantine1795257600019 } from './1795257600019-decide-on-quarantine.js';
import { MakeEventsSearchable1795257600020 } from './1795257600020-make-events-searchable.js';
import { KnowWhatCameWhen1795257600021 } from './1795257600021-know-what-came-when.js';
import { CreateSavedView1795257600022 } from './1795257600022-create-saved-view.js';
import { FindEventsWithoutTerms1795257600023 } from './1795257600023-find-events-without-terms.js';
import { IndexSearchTerms1795257600024 } from './1795257600024-index-search-terms.js';
import { IndexEventsByBatch1795257600025 } from './1795257600025-index-events-by-batch.js';
import { IndexBatches1795257600026 } from './1795257600026-index-batches.js';
import { ValidateMessages1795257600027 } from './1795257600027-validate-messages.js';
import { CreateDeliveryTarget1795257600028 } from './1795257600028-create-delivery-target.js';
import { CreateSchedule1795257600029 } from './1795257600029-create-schedule.js';
import { CreateExportBundle1795257600030 } from './1795257600030-create-export-bundle.js';

/** Every migration, oldest first. A merged one is never edited; a new one is a new file and one line here. */
export const MIGRATIONS = [
  CreateRoles1795257600001,
  CreateIngestBatch1795257600002,
  CreateAuditEvent1795257600003,
  CreateEventPartitions1795257600004,
  CreateActivityCounts1795257600005,
  CreateQuarantine1795257600006,
  CreateCatalogVersion1795257600007,
  CreateReportRun1795257600008,
  IndexEventsByAction1795257600009,
  IndexFailures1795257600010,
  CreateAttestation1795257600011,
  CreateReportReview1795257600012,
  FoldByRange1795257600013,
  CreateIngestKey1795257600014,
  PackEventBodies1795257600015,
  GiveQuarantinedItemsAState1795257600016,
  CreateKeyArrivals1795257600017,
  ValidateChecks1795257600018,
  DecideOnQuarantine1795257600019,
  MakeEventsSearchable1795257600020,
  KnowWhatCameWhen1795257600021,
  CreateSavedView1795257600022,
  FindEventsWithoutTerms1795257600023,
  IndexSearchTerms1795257600024,
  IndexEventsByBatch1795257600025,
  IndexBatches1795257600026,
  ValidateMessages1795257600027,
  CreateDeliveryTarget1795257600028,
  CreateSchedule1795257600029,
  CreateExportBundle1795257600030,
];
