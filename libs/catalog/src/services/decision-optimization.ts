import { defineService } from '../define-service.js';
import { WATSONX_2025 } from '../documents.js';

/** Decision Optimization. Here a `decision` is an experiment and a `container` is a scenario. */
export const decisionOptimization = defineService({
  id: 'domodel',
  name: 'Decision Optimization',
  family: 'watsonx',
  sections: [
    {
      title: 'Events for Decision Optimization',
      document: WATSONX_2025,
      actions: [
        ['domodel.decision.create', 'create', 'Experiment created'],
        ['domodel.decision.update', 'update', 'Experiment updated'],
        ['domodel.decision.delete', 'delete', 'Experiment deleted'],
        ['domodel.container.create', 'create', 'Scenario created'],
        ['domodel.container.update', 'update', 'Scenario updated'],
        ['domodel.container.delete', 'delete', 'Scenario deleted'],
        ['domodel.notebook.import', 'update', 'Scenario updated from a notebook'],
        ['domodel.notebook.export', 'create', 'Model notebook generated from a scenario'],
        ['domodel.wml.export', 'create', 'watsonx.ai Runtime model generated from a scenario'],
        ['domodel.solve.start', 'use', 'Solving of a scenario started'],
        ['domodel.solve.stop', 'use', 'Solving of a scenario cancelled'],
      ],
    },
  ],
});
