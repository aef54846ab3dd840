import { defineService } from '../define-service.js';
import { WATSONX_2025 } from '../documents.js';

/** Scheduling of watsonx jobs. The one service id with a dot: all its actions begin `wdp.scheduling.schedule`. */
export const scheduling = defineService({
  id: 'wdp.scheduling',
  name: 'watsonx scheduling',
  family: 'watsonx',
  sections: [
    {
      title: 'Events for scheduling',
      document: WATSONX_2025,
      actions: [
        ['wdp.scheduling.schedule.update.failed', 'update', 'Schedule update failed'],
        ['wdp.scheduling.schedule.create.failed', 'create', 'Schedule creation failed'],
        ['wdp.scheduling.schedule.read', 'read', 'Schedule read'],
        ['wdp.scheduling.schedule.update', 'update', 'Schedule updated'],
        ['wdp.scheduling.schedule.delete.multiple', 'delete', 'Several schedules deleted'],
        ['wdp.scheduling.schedule.list', 'read', 'Schedules listed'],
        ['wdp.scheduling.schedule.create', 'create', 'Schedule created'],
      ],
    },
  ],
});
