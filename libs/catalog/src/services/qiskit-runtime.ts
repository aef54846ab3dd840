import type { CatalogDocument } from '../catalog-action.js';
import { defineService } from '../define-service.js';

const QISKIT_RUNTIME_2022: CatalogDocument = {
  id: 'qiskit-runtime-2022',
  title: 'Audit events for Qiskit Runtime',
  page: 'ibm-cloud-docs/quantum-computing: at-events.md',
  date: '2022-03-14',
};

/** Qiskit Runtime. The caption of its one table says that these actions generate data events. */
export const qiskitRuntime = defineService({
  id: 'quantum-computing',
  name: 'Qiskit Runtime',
  family: 'qiskit-runtime',
  sections: [
    {
      title: 'List of data events',
      document: QISKIT_RUNTIME_2022,
      eventKind: 'data',
      actions: [
        ['quantum-computing.program.create', 'create', 'Program uploaded'],
        ['quantum-computing.program.read', 'read', 'Program read or programs listed'],
        ['quantum-computing.program.delete', 'delete', 'Program deleted'],
        ['quantum-computing.program.update', 'update', 'Program metadata updated'],
        ['quantum-computing.job.create', 'create', 'Job started'],
        ['quantum-computing.job.read', 'read', 'Job details, results or logs read, or jobs listed'],
        ['quantum-computing.job.delete', 'delete', 'Job deleted'],
        ['quantum-computing.job.cancel', 'use', 'Job cancelled'],
      ],
    },
  ],
});
