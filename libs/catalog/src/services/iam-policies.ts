import { defineService } from '../define-service.js';
import { IAM_2024 } from '../documents.js';

/** Access policies of one account. */
export const iamPolicies = defineService({
  id: 'iam-am',
  name: 'IAM policies',
  family: 'account-management',
  sections: [
    {
      title: 'Policy events',
      document: IAM_2024,
      actions: [
        ['iam-am.policy.create', 'create', 'Access policy created'],
        ['iam-am.policy.update', 'update', 'Access policy updated'],
        ['iam-am.policy.delete', 'delete', 'Access policy deleted'],
      ],
    },
  ],
});
