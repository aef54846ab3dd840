import { defineService } from '../define-service.js';
import { WATSONX_2025 } from '../documents.js';

/** Connections of watsonx projects to data sources. */
export const connections = defineService({
  id: 'wdp-connect-connection',
  name: 'watsonx connections',
  family: 'watsonx',
  sections: [
    {
      title: 'Events for connections',
      document: WATSONX_2025,
      actions: [
        ['wdp-connect-connection.connection.read', 'read', 'Connection read'],
        ['wdp-connect-connection.connection.get', 'read', 'Connection retrieved'],
        ['wdp-connect-connection.connection.get.list', 'read', 'Connections listed'],
        ['wdp-connect-connection.connection.create', 'create', 'Connection created'],
        ['wdp-connect-connection.connection.delete', 'delete', 'Connection deleted'],
      ],
    },
  ],
});
