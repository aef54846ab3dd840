import { defineService } from '../define-service.js';
import { IAM_2024 } from '../documents.js';

/** Access policies that an enterprise assigns to its accounts. */
export const iamPolicyTemplates = defineService({
  id: 'iam-access-management',
  name: 'IAM policy templates',
  family: 'account-management',
  sections: [
    {
      title: 'Policy template events',
      document: IAM_2024,
      actions: [
        ['iam-access-management.policy-template.create', 'create', 'Policy template created'],
        ['iam-access-management.policy-template.update', 'update', 'Policy template updated'],
        ['iam-access-management.policy-template.delete', 'delete', 'Policy template deleted'],
        ['iam-access-management.policy-template.read', 'read', 'Policy template read'],
        ['iam-access-management.policy-assignment.create', 'create', 'Policy assignment created'],
        ['iam-access-management.policy-assignment.update', 'update', 'Policy assignment updated'],
        ['iam-access-management.policy-assignment.delete', 'delete', 'Policy assignment deleted'],
        ['iam-access-management.policy-assignment.read', 'read', 'Policy assignment read'],
      ],
    },
  ],
});
