import type { CatalogDocument } from '../catalog-action.js';
import { defineService } from '../define-service.js';

const CODE_ENGINE_2020: CatalogDocument = {
  id: 'code-engine-2020',
  title: 'Viewing Activity Tracker events',
  page: 'ibm-cloud-docs/codeengine',
  date: '2020-11-04',
};

const CODE_ENGINE_2025: CatalogDocument = {
  id: 'code-engine-2025',
  title: 'Code Engine events',
  page: 'ibm-cloud-docs/codeengine: at-events.md',
  date: '2025-06-11',
};

const MISPRINT =
  'Printed "appliction" in 2020; the page was corrected to "application" on 20 January 2021. ' +
  'Which of the two the service emitted in 2020 is not known.';
const PLURAL = 'Plural in the 2020 edition, singular in the 2025 edition.';
const PRINTED_TWICE =
  'The 2020 edition prints this action twice, both times with the description of deleting build jobs.';
const NOT_IN_2025 = 'The 2025 edition no longer lists this action.';

/** Code Engine. Names stand as printed in 2020; the 2025 spellings are aliases. */
export const codeEngine = defineService({
  id: 'codeengine',
  name: 'Code Engine',
  family: 'code-engine',
  sections: [
    {
      title: 'List of events',
      document: CODE_ENGINE_2020,
      actions: [
        ['codeengine.project.create', 'create', 'Project created'],
        ['codeengine.project.read', 'read', 'Project read'],
        ['codeengine.project.update', 'update', 'Project updated'],
        ['codeengine.project.delete', 'delete', 'Project deleted'],
        ['codeengine.projectconfig.read', 'read', 'Project kubeconfig read'],
        ['codeengine.appliction.create', 'create', 'Application created', typoOf('codeengine.application.create')],
        ['codeengine.appliction.read', 'read', 'Application read', typoOf('codeengine.application.read')],
        ['codeengine.appliction.update', 'update', 'Application updated', typoOf('codeengine.application.update')],
        ['codeengine.appliction.delete', 'delete', 'Application deleted', typoOf('codeengine.application.delete')],
        ['codeengine.configmaps.create', 'create', 'Configmap created', pluralOf('codeengine.configmap.create')],
        ['codeengine.configmaps.read', 'read', 'Configmap read', pluralOf('codeengine.configmap.read')],
        ['codeengine.configmaps.update', 'update', 'Configmap updated', pluralOf('codeengine.configmap.update')],
        ['codeengine.configmaps.delete', 'delete', 'Configmap deleted', pluralOf('codeengine.configmap.delete')],
        ['codeengine.secrets.create', 'create', 'Secret created', pluralOf('codeengine.secret.create')],
        ['codeengine.secrets.read', 'read', 'Secret read', pluralOf('codeengine.secret.read')],
        ['codeengine.secrets.update', 'update', 'Secret updated', pluralOf('codeengine.secret.update')],
        ['codeengine.secrets.delete', 'delete', 'Secret deleted', pluralOf('codeengine.secret.delete')],
        ['codeengine.build.create', 'create', 'Build created'],
        ['codeengine.build.read', 'read', 'Build read'],
        ['codeengine.build.update', 'update', 'Build updated'],
        ['codeengine.build.delete', 'delete', 'Build deleted'],
        ['codeengine.buildrun.create', 'create', 'Build run created'],
        ['codeengine.buildrun.read', 'read', 'Build run read'],
        ['codeengine.buildrun.update', 'update', 'Build run updated', { note: NOT_IN_2025 }],
        ['codeengine.buildrun.delete', 'delete', 'Build run deleted'],
        ['codeengine.job.create', 'create', 'Batch job created'],
        ['codeengine.job.read', 'read', 'Batch job read'],
        ['codeengine.job.update', 'update', 'Batch job updated'],
        ['codeengine.job.delete', 'delete', 'Batch job deleted', { note: PRINTED_TWICE }],
        ['codeengine.jobrun.create', 'create', 'Job run created'],
        ['codeengine.jobrun.read', 'read', 'Job run read'],
        ['codeengine.jobrun.update', 'update', 'Job run updated', { note: NOT_IN_2025 }],
        ['codeengine.jobrun.delete', 'delete', 'Job run deleted'],
        ['codeengine.subscription.create', 'create', 'Eventing subscription created'],
        ['codeengine.subscription.read', 'read', 'Eventing subscription read'],
        ['codeengine.subscription.update', 'update', 'Eventing subscription updated'],
        ['codeengine.subscription.delete', 'delete', 'Eventing subscription deleted'],
      ],
    },
  ],
  laterSections: [
    {
      title: 'Application events',
      document: CODE_ENGINE_2025,
      actions: [['codeengine.application.list', 'read', 'Applications listed']],
    },
    {
      title: 'Configmap events',
      document: CODE_ENGINE_2025,
      actions: [['codeengine.configmap.list', 'read', 'Configmaps listed']],
    },
    {
      title: 'Secret events',
      document: CODE_ENGINE_2025,
      actions: [['codeengine.secret.list', 'read', 'Secrets listed']],
    },
    {
      title: 'Build and build run events',
      document: CODE_ENGINE_2025,
      actions: [
        ['codeengine.build.list', 'read', 'Builds listed'],
        ['codeengine.buildrun.list', 'read', 'Build runs listed'],
      ],
    },
    {
      title: 'Job and job run events',
      document: CODE_ENGINE_2025,
      actions: [
        ['codeengine.job.list', 'read', 'Batch jobs listed'],
        ['codeengine.jobrun.list', 'read', 'Job runs listed'],
      ],
    },
    {
      title: 'Subscription events',
      document: CODE_ENGINE_2025,
      actions: [['codeengine.subscription.list', 'read', 'Eventing subscriptions listed']],
    },
    {
      title: 'Pod events',
      document: CODE_ENGINE_2025,
      actions: [
        ['codeengine.pods.create', 'create', 'Pod created'],
        ['codeengine.pods.read', 'read', 'Pod read'],
        ['codeengine.pods.list', 'read', 'Pods listed'],
        ['codeengine.pods.update', 'update', 'Pod updated'],
        ['codeengine.pods.delete', 'delete', 'Pod deleted'],
      ],
    },
    {
      title: 'Service account events',
      document: CODE_ENGINE_2025,
      actions: [
        ['codeengine.serviceaccounts.read', 'read', 'Service account read'],
        ['codeengine.serviceaccounts.list', 'read', 'Service accounts listed'],
      ],
    },
    {
      title: 'Event events',
      document: CODE_ENGINE_2025,
      actions: [
        ['codeengine.events.read', 'read', 'Kubernetes event read'],
        ['codeengine.events.list', 'read', 'Kubernetes events listed'],
      ],
    },
    {
      title: 'Resource quota events',
      document: CODE_ENGINE_2025,
      actions: [
        ['codeengine.resourcequotas.read', 'read', 'Resource quota read'],
        ['codeengine.resourcequotas.list', 'read', 'Resource quotas listed'],
      ],
    },
    {
      title: 'Limit range events',
      document: CODE_ENGINE_2025,
      actions: [
        ['codeengine.limitranges.read', 'read', 'Limit range read'],
        ['codeengine.limitranges.list', 'read', 'Limit ranges listed'],
      ],
    },
    {
      title: 'Deployment events',
      document: CODE_ENGINE_2025,
      actions: [
        ['codeengine.deployments.read', 'read', 'Deployment read'],
        ['codeengine.deployments.list', 'read', 'Deployments listed'],
      ],
    },
    {
      title: 'Service binding events',
      document: CODE_ENGINE_2025,
      actions: [
        ['codeengine.servicebindings.create', 'create', 'Service binding created'],
        ['codeengine.servicebindings.read', 'read', 'Service binding read'],
        ['codeengine.servicebindings.list', 'read', 'Service bindings listed'],
        ['codeengine.servicebindings.update', 'update', 'Service binding updated'],
        ['codeengine.servicebindings.delete', 'delete', 'Service binding deleted'],
      ],
    },
  ],
});

function typoOf(inferredAlias: string): { inferredAlias: string; note: string } {
  return { inferredAlias, note: MISPRINT };
}

function pluralOf(inferredAlias: string): { inferredAlias: string; note: string } {
  return { inferredAlias, note: PLURAL };
}
