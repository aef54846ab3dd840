import { defineService } from '../define-service.js';
import { ACCOUNT_2026 } from '../documents.js';

/** Users of an account. Inviting and deleting each emit two events: first pending, then how it ended. */
export const userManagement = defineService({
  id: 'user-management',
  name: 'User management',
  family: 'account-management',
  sections: [
    {
      title: 'Events for managing users',
      document: ACCOUNT_2026,
      actions: [
        ['user-management.user.invite', 'create', 'User invited'],
        ['user-management.user.resend-invite', 'update', 'User invitation sent again'],
        ['user-management.cloud-user.list', 'read', 'Cloud users listed'],
        ['user-management.user.read', 'read', 'User read'],
        ['user-management.user.update', 'update', 'User updated'],
        ['user-management.user-realm.update', 'update', 'User realm updated'],
        ['user-management.user.delete', 'delete', 'User removed'],
        ['user-management.user-setting.read', 'read', 'User settings read'],
        ['user-management.user-setting.update', 'update', 'User settings updated'],
      ],
    },
  ],
});
