import { type ActionLine, defineService } from '../define-service.js';
import { WATSONX_2025 } from '../documents.js';

/** The asset types for which the document prints `pm-20.<asset_type>.*`, with one and several of them in words. */
const ASSET_TYPES = [
  ['wml_model', 'Model', 'Models'],
  ['wml_model_definition', 'Model definition', 'Model definitions'],
  ['wml_pipeline', 'Pipeline', 'Pipelines'],
  ['wml_experiment', 'Experiment', 'Experiments'],
  ['wml_function', 'Function', 'Functions'],
  ['wml_training_definition', 'Training definition', 'Training definitions'],
  ['wml_deployment_job_definition', 'Deployment job definition', 'Deployment job definitions'],
] as const;

/** watsonx.ai Runtime, formerly Watson Machine Learning. */
export const watsonxAiRuntime = defineService({
  id: 'pm-20',
  name: 'watsonx.ai Runtime',
  family: 'watsonx',
  sections: [
    {
      title: 'Events for working with foundation models',
      document: WATSONX_2025,
      actions: [
        ['pm-20.foundation-model.send', 'use', 'Prompt sent to a foundation model'],
        ['pm-20.text-tokenization.send', 'use', 'Tokenization requested from a foundation model'],
      ],
    },
    {
      title: 'Events for watsonx.ai Runtime deployments',
      document: WATSONX_2025,
      actions: [
        ['pm-20.deployment.create', 'create', 'Deployment created'],
        ['pm-20.deployment.read', 'read', 'Deployment read'],
        ['pm-20.deployment.update', 'update', 'Deployment updated'],
        ['pm-20.deployment.delete', 'delete', 'Deployment deleted'],
        ['pm-20.deployment_job.create', 'create', 'Deployment job created'],
        ['pm-20.deployment_job.read', 'read', 'Deployment job read'],
        ['pm-20.deployment_job.delete', 'delete', 'Deployment job deleted'],
      ],
    },
    {
      title: 'Events for watsonx.ai Runtime instances',
      document: WATSONX_2025,
      actions: [
        ['pm-20.instance.create', 'create', 'Service instance created'],
        ['pm-20.instance.restore', 'undo-deletion', 'Deleted service instance restored'],
        ['pm-20.instance.delete', 'delete', 'Service instance deleted'],
      ],
    },
    {
      title: 'Event for model visualizations',
      document: WATSONX_2025,
      actions: [['pm-20.model.visualize', 'read', 'Model output visualised']],
    },
    {
      title: 'Events for watsonx.ai Runtime training assets',
      document: WATSONX_2025,
      actions: [
        ['pm-20.training.authenticate', 'access', 'User authenticated for training'],
        ['pm-20.training.authorize', 'access', 'User authorised for training'],
        ['pm-20.training.list', 'read', 'Trainings listed'],
        ['pm-20.training.get', 'read', 'Training read'],
        ['pm-20.training.create', 'create', 'Training started'],
        [
          'pm-20.training.delete',
          'delete',
          'Training stopped',
          { note: 'Documented as stopping a training. Whether anything is deleted is not stated.' },
        ],
      ],
    },
    {
      title: 'Events for watsonx.ai Runtime repository assets',
      document: WATSONX_2025,
      actions: repositoryAssetActions(),
    },
  ],
});

/** The 6 printed template rows for each of the 7 asset types: 42 actions, row by row as the document prints them. */
function repositoryAssetActions(): ActionLine<'pm-20'>[] {
  return [
    ...ASSET_TYPES.map(([type, , many]) => [`pm-20.${type}.list`, 'read', `${many} listed`] as const),
    ...ASSET_TYPES.map(([type, one]) => [`pm-20.${type}.create`, 'create', `${one} created`] as const),
    ...ASSET_TYPES.map(([type, one]) => [`pm-20.${type}.delete`, 'delete', `${one} deleted`] as const),
    ...ASSET_TYPES.map(([type, one]) => [`pm-20.${type}.update`, 'update', `${one} updated`] as const),
    ...ASSET_TYPES.map(([type, one]) => [`pm-20.${type}.read`, 'read', `${one} read`] as const),
    ...ASSET_TYPES.map(([type, one]) => [`pm-20.${type}.add`, 'create', `${one} added`] as const),
  ];
}
